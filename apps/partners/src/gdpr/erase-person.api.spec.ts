import { Database, newId, raw, sql } from '@fiksu/service';
import { TestNats, describeWithNats, startTestService, tablesNobodyErases, type Client, type TestService } from '@fiksu/testing';
import { partners } from '../partners.ts';
import { contactAdded } from '../testing/contacts-of-a-test.ts';
import { added } from '../testing/organisations-of-a-test.ts';
import { OtherServices } from '../testing/other-services.ts';

const server = await TestNats.start();
afterAll(() => server?.stop());

interface Node {
  key: string;
  value?: unknown;
  children?: Node[];
}

describeWithNats(server)('the data of a person', () => {
  let service: TestService;
  let others: OtherServices;
  let admin: Client;
  let organisation: string;
  let db: Database;
  let nth = 0;

  beforeAll(async () => {
    others = new OtherServices(server?.url as string);
    const [started] = await Promise.all([startTestService(partners, { environment: { NATS_URL: server?.url as string } }), others.startAll()]);
    service = started;
    db = service.app.get(Database);
    admin = await service.as('admin');
    organisation = await added(admin);
    // Everybody has come to NATS.
    while ((await admin.get('/gdpr/profiles/nobody-in-particular')).status !== 204);
  });
  afterAll(async () => {
    await service?.stop();
    await others?.stopAll();
  });

  /** Somebody whom no other test has, with a contact and the tokens that the Helsinki Profile would come with. */
  async function somebody() {
    const nobodyElse = `${++nth}-${newId().slice(-12)}`;
    const [sub, email] = [`sub-of-aino-${nobodyElse}`, `Aino.${nobodyElse}@example.fi`];
    const contact = await contactAdded(admin, organisation, { subject: sub, email, name: `Aino ${nobodyElse}` });
    const profile = `/gdpr/profiles/${sub}`;
    const [reader, eraser] = await Promise.all([service.as('resident', { sub, scope: 'gdprquery' }), service.as('resident', { sub, scope: 'gdprdelete' })]);
    return { sub, email, name: `Aino ${nobodyElse}`, contact, profile, reader, eraser };
  }
  const erasures = async () => (await db.run(raw('select id from erasure'))).length;
  const valuesOf = ({ value, children = [] }: Node): unknown[] => [value, ...children.flatMap(valuesOf)].filter((each) => each !== undefined);
  const until = async (path: string, by: Client, status: string) => {
    for (;;) {
      const { body } = await by.get(path).expect(200);
      if (body.status === status) return body;
    }
  };

  describe('read', () => {
    it('is a tree over all services, as the Helsinki Profile reads it', async () => {
      const { reader, profile, name, email, sub } = await somebody();
      const { body, headers } = await reader.get(profile).expect(200);
      expect(headers['content-type']).toMatch(/^application\/json/);
      expect(body.key).toBe('PROFILE');
      const contact = (body as Node).children?.find(({ key }) => key === 'CONTACT');
      expect(contact?.children).toEqual(
        expect.arrayContaining([
          { key: 'NAME', value: name },
          { key: 'EMAIL', value: email },
          { key: 'SUBJECT', value: sub },
        ]),
      );
    });

    it('is 204 without a body where nothing is held', async () => {
      const { text, headers } = await admin.get('/gdpr/profiles/somebody-unknown').expect(204);
      expect([text, headers['content-length']]).toEqual(['', undefined]);
    });

    it('has what the other services hold, however much it is', async () => {
      const { sub, reader, profile } = await somebody();
      const parts = Array.from({ length: 3000 }, (_, index) => ({ key: 'THING', children: [{ key: 'WORDS', value: `${index} ${'x'.repeat(300)}` }] }));
      others.hold('impact', { tables: [], gather: async ({ subject }) => (subject === sub ? parts : []), erase: async () => 0 });
      const { body } = await reader.get(profile).expect(200);
      expect((body as Node).children?.filter(({ key }) => key === 'THING')).toEqual(parts);
    });

    it('is for the person with the scope gdprquery, and for no other scope', async () => {
      const { sub, profile, reader, eraser } = await somebody();
      await reader.get(profile).expect(200);
      await admin.get(profile).expect(200);
      await service.anyone.get(profile).expect(401);
      for (const other of [
        eraser,
        await service.as('resident', { sub }),
        await service.as('resident', { scope: 'gdprquery' }),
        await service.as('coordinator', { scope: 'gdprquery personal-data' }),
      ]) {
        const { body, headers } = await other.get(profile).expect(403);
        expect(headers['content-type']).toMatch(/^application\/json/);
        expect(body).toEqual({ errors: [{ code: expect.any(String), message: { en: expect.any(String), fi: expect.any(String), sv: expect.any(String) } }] });
      }
    });
  });

  describe('erased', () => {
    it('is gone from every list, and a repeat finds nothing to do', async () => {
      const { eraser, reader, profile, contact, name } = await somebody();
      const before = await erasures();
      const { headers, text } = await eraser.delete(profile).expect(204);
      expect(text).toBe('');
      await admin.get(contact).expect(404);
      expect((await admin.get(`${organisation}/contacts?limit=200`).expect(200)).text).not.toContain(name);
      await reader.get(profile).expect(204);
      const again = await eraser.delete(profile).expect(204);
      expect(again.headers.location).toBe(headers.location);
      expect(await erasures()).toBe(before + 1);
    });

    it('is told step by step where its Location leads: to the person, to admins and to nobody else', async () => {
      const { sub, eraser, profile } = await somebody();
      const { headers } = await eraser.delete(profile).expect(204);
      expect(headers.location).toMatch(/^\/partners\/v1\/gdpr\/erasures\/[0-9a-f-]{36}$/);
      for (const who of [admin, eraser, await service.as('resident', { sub })]) {
        const { body } = await who.get(headers.location as string).expect(200);
        expect(body.status).toBe('completed');
        expect(body.services).toEqual(['impact', 'partners', 'roadmap'].map((each) => ({ service: each, status: 'confirmed', at: expect.any(String) })));
        expect(JSON.stringify(body)).not.toContain(sub);
      }
      for (const who of [await service.as('resident'), await service.as('coordinator'), service.anyone]) await who.get(headers.location as string).expect(404);
    });

    it('leaves no name behind, neither in the erasure nor in its event', async () => {
      const { sub, eraser, profile } = await somebody();
      const { headers } = await eraser.delete(profile).expect(204);
      const id = (headers.location as string).split('/').at(-1);
      const [{ event }] = (await db.run<{ event: { type: string; subject: string; data: { id: string; status: string } } }>(
        sql`select event from outbox where event ->> 'subject' = ${`erasures/${id}`}`,
      )) as [{ event: { type: string; subject: string; data: { id: string; status: string } } }];
      expect(event).toMatchObject({ type: 'fiksu.partners.person.erased.v1', subject: `erasures/${id}`, data: { id, status: 'completed' } });
      expect(JSON.stringify(event)).not.toContain(sub);
      const rows = await db.run<{ row: string }>(sql`select erasure::text as row from erasure where id = ${id}`);
      expect(rows[0]?.row).not.toContain(sub);
      expect(await db.run(sql`select from erasure where id = ${id} and person is null`)).toHaveLength(1);
    });

    it('needs the scope gdprdelete of the person’s own token, and never gdprquery', async () => {
      const { sub, profile, reader, contact } = await somebody();
      for (const other of [
        reader,
        await service.as('resident', { sub }),
        await service.as('resident', { scope: 'gdprdelete' }),
        await service.as('coordinator', { scope: 'gdprdelete' }),
      ])
        await other.delete(profile).expect(403);
      await service.anyone.delete(profile).expect(401);
      await admin.get(contact).expect(200);
      await admin.delete(profile).expect(204);
      await admin.get(contact).expect(404);
    });

    it.each(['?dry_run=true', '?dry_run=True', '?dry_run=1', { dry_run: true }, { dry_run: 'True' }, { dry_run: 1 }])(
      'is not in a dry run: %j',
      async (asked) => {
        const { profile, eraser, contact } = await somebody();
        const before = await erasures();
        await (
          typeof asked === 'string'
            ? eraser.delete(`${profile}${asked}`)
            : eraser.delete(profile, { 'Content-Type': 'application/json' }).send(JSON.stringify(asked))
        ).expect(204);
        await admin.get(contact).expect(200);
        expect(await erasures()).toBe(before);
      },
    );

    it.each(['dry_run=True', 'dry_run=true', 'dry_run=1'])(
      'is not in a dry run that is asked for by a form, as the Helsinki Profile does: %s',
      async (asked) => {
        const { profile, email, eraser, contact } = await somebody();
        const sent = { 'Content-Type': 'application/x-www-form-urlencoded' };
        await eraser.delete(profile, sent).send(asked).expect(204);
        await admin
          .delete(`/gdpr/persons?email=${encodeURIComponent(email)}`, sent)
          .send(asked)
          .expect(204);
        await admin.get(contact).expect(200);
        await eraser.delete(profile, sent).send('dry_run=perhaps').expect(400);
        await eraser.delete(profile, sent).send('dryRun=true').expect(400);
        await admin.get(contact).expect(200);
        await eraser.delete(profile, sent).send('dry_run=False').expect(204);
        await admin.get(contact).expect(404);
      },
    );

    it('is the only thing that a form may ask for', async () => {
      const sent = { 'Content-Type': 'application/x-www-form-urlencoded' };
      const { body } = await admin.post('/organisations', undefined, sent).send('kind=company').expect(415);
      expect(body).toMatchObject({ code: 'unsupported-media-type' });
    });

    it.each(['?dry_run=false', '?dry_run=False', '?dry_run=0'])('is where it is no dry run: %s', async (asked) => {
      const { profile, eraser, contact } = await somebody();
      await eraser.delete(`${profile}${asked}`).expect(204);
      await admin.get(contact).expect(404);
    });

    it('is refused where nobody can tell whether it is a dry run', async () => {
      const { profile, eraser, contact } = await somebody();
      await eraser.delete(`${profile}?dry_run=perhaps`).expect(400);
      await eraser.delete(profile, { 'Content-Type': 'application/json' }).send('{"dryRun":true}').expect(400);
      await admin.get(contact).expect(200);
    });

    it('is erased once, however many ask for it at once', async () => {
      const { profile, eraser } = await somebody();
      const before = await erasures();
      const answers = await Promise.all(Array.from({ length: 8 }, () => eraser.delete(profile)));
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 204));
      expect(await erasures()).toBe(before + 1);
    });

    it('is erased anew where it was written anew meanwhile', async () => {
      const { sub, profile, eraser, reader } = await somebody();
      const first = await eraser.delete(profile).expect(204);
      await contactAdded(admin, organisation, { subject: sub, name: 'Aino Uudelleen' });
      const second = await eraser.delete(profile).expect(204);
      expect(second.headers.location).not.toBe(first.headers.location);
      await reader.get(profile).expect(204);
    });

    it('stays in no answer that is kept for a repeat, and the request is not carried out twice', async () => {
      const { sub, email, name, profile, eraser } = await somebody();
      const [body, key] = [{ name, email, subject: sub, consent: { basis: 'contract', givenAt: '2026-01-15T10:00:00Z' } }, { 'Idempotency-Key': newId() }];
      await admin.post(`${organisation}/contacts`, body, key).expect(201);
      await eraser.delete(profile).expect(204);
      const repeat = await admin.post(`${organisation}/contacts`, body, key).expect(409);
      expect(repeat.body.code).toBe('answer-lost');
      await admin.get(profile).expect(204);
    });

    it('is taken out of history, and what was done stays', async () => {
      const sub = `sub-of-matti-${newId()}`;
      const matti = await service.as('coordinator', { sub });
      const path = await added(matti);
      await matti.patch(path, { expertise: ['sensors'] }, await matti.matching(path)).expect(200);
      const before = (await admin.get(`${path}/history`).expect(200)).body.data as { by: { role: string; sub?: string }; action: string }[];
      expect(before.map(({ by }) => by.sub)).toEqual([sub, sub]);
      await admin.delete(`/gdpr/profiles/${sub}`).expect(204);
      const after = (await admin.get(`${path}/history`).expect(200)).body.data as typeof before;
      expect(after).toEqual(before.map(({ by: { sub: _, ...by }, ...entry }) => ({ ...entry, by })));
    });

    it('is named no more, by the addresses and numbers of its contacts, in what other services keep of others’ words', async () => {
      const { email, profile, eraser } = await somebody();
      const elsewhere = others.of('roadmap').app.get(Database, { strict: false });
      const words = JSON.stringify({ fi: `Vastattu: ${email.toLowerCase()}` });
      await elsewhere.run(sql`
        insert into history (collection, resource, version, at, by, action, reason) values ('needs', ${profile}, 1, now(), '{"role":"admin"}', 'decline', ${words}::jsonb)`);
      expect(valuesOf((await admin.get(profile).expect(200)).body)).toContain('history.reason');
      await eraser.delete(profile).expect(204);
      const [entry] = await elsewhere.run<{ reason: object }>(sql`select reason from history where resource = ${profile}`);
      expect(entry?.reason).toEqual({ fi: 'Vastattu: …' });
    });

    it('is looked for in every table in which the registry says that somebody may stand, but for what is left of an erasure', () => {
      expect(tablesNobodyErases(service, partners.personalData)).toEqual(['erasure']);
    });

    it('loses the files that it has sent, with their bytes', async () => {
      const { sub, profile, eraser } = await somebody();
      const resident = await service.as('resident', { sub });
      const { body } = await resident.upload(Buffer.from('Minun sanani'), 'text/plain', 'minun.txt').expect(201);
      expect(valuesOf((await admin.get(profile).expect(200)).body)).toContain('minun.txt');
      const [file] = await db.run<{ key: string }>(sql`select key from file where id = ${body.id}`);
      await eraser.delete(profile).expect(204);
      expect(await db.run(sql`select from file where id = ${body.id}`)).toEqual([]);
      expect(await db.run(sql`select from loose_bytes where key = ${file?.key}`)).toEqual([]);
    });

    it('is noted in the audit log, and not by name', async () => {
      const { sub, profile } = await somebody();
      const { headers } = await admin.delete(profile).expect(204);
      const id = (headers.location as string).split('/').at(-1);
      const { body, text } = await admin.get(`/operations/audit?what=erasures/${id}`).expect(200);
      expect(body.data).toEqual([expect.objectContaining({ action: 'erase', role: 'rule', count: 1 })]);
      const acts = await admin.get('/operations/audit?what=gdpr&limit=200').expect(200);
      expect(acts.body.data.some(({ action, what, role }: Record<string, string>) => action === 'erase' && what === 'gdpr/profiles' && role === 'admin')).toBe(
        true,
      );
      expect(text + acts.text).not.toContain(sub);
    });

    it('is refused where a record has to be kept, by the form of the contract, and nothing is erased', async () => {
      const { sub, profile, eraser, contact } = await somebody();
      const duty = { code: 'retention-duty', message: { en: 'Has to be kept', fi: 'On säilytettävä', sv: 'Måste bevaras' } };
      others.hold('roadmap', { tables: [], gather: async () => [], erase: async () => 0, refusals: async ({ subject }) => (subject === sub ? [duty] : []) });
      for (const asked of [profile, `${profile}?dry_run=true`]) expect((await eraser.delete(asked).expect(403)).body).toEqual({ errors: [duty] });
      await admin.get(contact).expect(200);
    });
  });

  describe('known by an address alone', () => {
    it('is read and erased by an admin, however the address is written', async () => {
      const email = `Matti.${newId().slice(-12)}@Example.fi`;
      const contact = await contactAdded(admin, organisation, { email, name: 'Matti Esimerkki' });
      const path = `/gdpr/persons?email=${encodeURIComponent(email.toUpperCase())}`;
      expect(valuesOf((await admin.get(path).expect(200)).body)).toContain('Matti Esimerkki');
      await admin.delete(`${path}&dry_run=true`).expect(204);
      await admin.get(contact).expect(200);
      await admin.delete(path).expect(204);
      await admin.get(contact).expect(404);
      await admin.get(path).expect(204);
    });

    it('is for admins alone, and needs an address', async () => {
      const coordinator = await service.as('coordinator', { scope: 'gdprquery gdprdelete personal-data' });
      await coordinator.get('/gdpr/persons?email=aino@example.fi').expect(403);
      await coordinator.delete('/gdpr/persons?email=aino@example.fi').expect(403);
      await admin.get('/gdpr/persons').expect(400);
      await admin.delete('/gdpr/persons?email=aino').expect(400);
    });

    it('leaves alone who has the address of nobody', async () => {
      const { contact, profile } = await somebody();
      await admin.delete('/gdpr/persons?email=nobody@example.fi').expect(204);
      await admin.get(contact).expect(200);
      await admin.get(profile).expect(200);
    });
  });

  describe('while a service is down', () => {
    it('is told not at all rather than in part', async () => {
      const { profile, reader } = await somebody();
      await others.stop('impact');
      const { body } = await reader.get(profile).expect(500);
      expect(body.errors[0]).toMatchObject({
        code: 'service-unavailable',
        message: { en: expect.any(String), fi: expect.any(String), sv: expect.any(String) },
      });
      await others.start('impact');
    });

    it('cannot be tried out', async () => {
      const { profile, eraser } = await somebody();
      await others.stop('impact');
      await eraser.delete(`${profile}?dry_run=true`).expect(500);
      await others.start('impact');
    });

    it('is erased in the others also while many wait for one that does not come to it', async () => {
      const many = await Promise.all(Array.from({ length: 6 }, somebody));
      let comeToIt = (): void => undefined;
      const busy = new Promise<number>((done) => (comeToIt = () => done(0)));
      others.hold('roadmap', { tables: [], gather: async () => [], erase: () => busy });
      const answers = Promise.all(many.map(async ({ eraser, profile }) => (await eraser.delete(profile)).status));
      for (const { contact } of many) while ((await admin.get(contact)).status !== 404);
      const waiting = sql`select from graphile_worker._private_jobs where payload ->> 'service' = 'roadmap' and locked_at is not null`;
      expect((await db.run(waiting)).length).toBeLessThanOrEqual(1);
      comeToIt();
      expect(await answers).toEqual(many.map(() => 204));
    });

    it('is erased in the others at once, and in that one when it returns, by itself', async () => {
      const { sub, profile, eraser, reader, contact } = await somebody();
      await others.stop('roadmap');
      const before = await erasures();
      const begun = await eraser.delete(profile).expect(500);
      expect(begun.headers['content-type']).toMatch(/^application\/json/);
      expect(begun.body.errors[0].code).toBe('in-progress');
      await admin.get(contact).expect(404);
      const path = begun.headers.location as string;
      const { body } = await admin.get(path).expect(200);
      expect(body).toMatchObject({
        status: 'running',
        services: [
          { service: 'impact', status: 'confirmed' },
          { service: 'partners', status: 'confirmed' },
          { service: 'roadmap', status: 'pending', at: null },
        ],
      });
      expect((await db.run<{ row: string }>(sql`select erasure::text as row from erasure`)).map(({ row }) => row).join()).not.toContain(sub);

      await others.start('roadmap');
      expect((await until(path, admin, 'completed')).services.map(({ status }: { status: string }) => status)).toEqual(['confirmed', 'confirmed', 'confirmed']);
      const again = await eraser.delete(profile).expect(204);
      expect(again.headers.location).toBe(path);
      expect(await erasures()).toBe(before + 1);
      await reader.get(profile).expect(204);
    });
  });
});
