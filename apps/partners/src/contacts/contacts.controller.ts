import { By, Creates, Deletes, May, NotedInAudit, Patches, collectionController, type Caller } from '@fiksu/service';
import { Body, Controller, Delete, Param, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { contactListing } from './contact.repository.ts';
import { Contacts } from './contacts.ts';
import { ContactBody, ContactPatch, ContactView } from './contacts.schema.ts';
import { WriteContact } from './write-contact.ts';

/** Whom to turn to in an organisation (API contract, P4). Personal data: whatever is done with it is noted in the audit log. */
@ApiTags('contacts')
@Controller('organisations/:organisation/contacts')
export class ContactsController extends collectionController(contactListing, ContactView, {
  one: 'Contact',
  many: 'Contacts',
  may: ['admin', 'coordinator', 'partner'],
  sees: {
    admin: 'all',
    coordinator: 'those of organisations in its districts, and of organisations without districts',
    partner: 'those of its own organisation',
  },
  exportScope: 'personal-data',
  audited: true,
}) {
  constructor(
    contacts: Contacts,
    private readonly writeContact: WriteContact,
  ) {
    super((path, by) => contacts.of(path.organisation ?? '', by));
  }

  @Post()
  @May('admin', 'coordinator', 'partner')
  @NotedInAudit('create')
  @Creates(ContactView, { id: 'createContact', summary: 'Add a contact', location: '/organisations/{organisation}/contacts/{id}' })
  create(@Param('organisation') organisation: string, @Body({ schema: ContactBody }) body: ContactBody, @By() by: Caller) {
    return this.writeContact.create(organisation, body, by);
  }

  @Patch(':id')
  @May('admin', 'coordinator', 'partner')
  @NotedInAudit('change')
  @Patches(ContactView, { id: 'changeContact', summary: 'Change a contact' })
  change(
    @Param('organisation') organisation: string,
    @Param('id') id: string,
    @Body({ schema: ContactPatch }) patch: Record<string, unknown>,
    @By() by: Caller,
  ) {
    return this.writeContact.change(organisation, id, patch, by);
  }

  @Delete(':id')
  @May('admin', 'coordinator', 'partner')
  @NotedInAudit('delete')
  @Deletes({ id: 'deleteContact', summary: 'Erase a contact' })
  remove(@Param('organisation') organisation: string, @Param('id') id: string, @By() by: Caller) {
    return this.writeContact.remove(organisation, id, by);
  }
}
