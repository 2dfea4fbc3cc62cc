import { invalid, newId, patched, type Caller } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { ContactSecrets } from './contact-secrets.ts';
import { endsLater, type Contact } from './contact.ts';
import { Contacts } from './contacts.ts';
import { ContactBody, DERIVED, type ContactView } from './contacts.schema.ts';

@Injectable()
export class WriteContact {
  constructor(
    private readonly contacts: Contacts,
    private readonly secrets: ContactSecrets,
  ) {}

  async create(organisation: string, { consent, ...person }: ContactBody, by: Caller): Promise<ContactView> {
    const contacts = await this.contacts.of(organisation, by);
    const id = newId();
    const stored = { id, version: 1, createdAt: by.at, updatedAt: by.at, organisation: contacts.organisation.id };
    const contact: Contact = { ...stored, ...this.secrets.keep(id, person), ...consent };
    contacts.mayChange(contact, by);
    check(consent);
    return contacts.create(contact, by);
  }

  async change(organisation: string, id: string, patch: Record<string, unknown>, by: Caller): Promise<ContactView> {
    by.requireMatch();
    const contacts = await this.contacts.of(organisation, by);
    return contacts.change(id, by, {
      action: 'change',
      decide: (contact) => {
        const { basis, givenAt, expiresAt } = contact;
        const before = { ...this.secrets.read(contact), consent: { basis, givenAt, expiresAt } };
        const { consent, ...person } = patched<ContactBody>(before, patch, ContactBody, DERIVED);
        check(consent);
        return { ...contact, ...this.secrets.keep(contact.id, person, contact), ...consent };
      },
    });
  }

  async remove(organisation: string, id: string, by: Caller): Promise<void> {
    by.requireMatch();
    await (await this.contacts.of(organisation, by)).remove(id, by);
  }
}

/** @throws DomainError Invalid (422) at `/consent/expiresAt` */
function check(consent: ContactBody['consent']): void {
  if (!endsLater(consent)) throw invalid([{ pointer: '/consent/expiresAt', detail: 'Lies before it was given' }]);
}
