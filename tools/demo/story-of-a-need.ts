/**
 * The slice of the thread that partners and roadmap carry (domain page, "One thread"): a resident's need at a point in
 * Malmi is worked on with two others in a two-day design sprint, becomes an item of the roadmap, and stands in a published
 * version of it, all without the registry, which catches up. Then an organisation is merged and a person erased without the
 * roadmap, which catches up as well.
 */
import type { City } from './city.ts';
import { Telling, idOf, mustBe, type Step, type Thread } from './tell-story.ts';

const square = { type: 'Point', coordinates: [25.0106, 60.2505] };
const dayMs = 86_400_000;
const phases = ['understand', 'ideate', 'choose', 'prototype', 'test'];

export async function tellStoryOfANeed(city: City, say: (step: Step) => void): Promise<Thread> {
  const telling = new Telling(city, say);
  const needs = await submitNeeds(telling);
  const { unit, old, into } = await addParticipants(telling);
  const session = await workOnThem(telling, needs.ids, { unit, company: old });
  const item = await carryItIntoTheRoadmap(telling, needs.receipt, session, old);
  const version = await publish(telling, item);
  await catchUpWithTheSprint(telling, session, [unit, old]);
  await readThread(telling, needs.ids, session, item);
  await mergeCompany(telling, item, old, into);
  const erased = await erasePerson(telling, needs.ids[0] as string);
  await tellTheAuthor(telling, needs.ids[0] as string, needs.receipt);
  return { needs: needs.ids, receipt: needs.receipt, session, item, version, merged: { old, into }, erased };
}

async function submitNeeds(telling: Telling): Promise<{ ids: string[]; receipt: string }> {
  const first = await telling.step('A resident says what the square of Malmi lacks, without an account', async () => {
    const body = {
      title: { fi: 'Varjoa Malmin torille', en: 'Shade for Malmi square' },
      description: { fi: 'Helteellä torilla ei voi istua.' },
      location: square,
      affectedGroups: ['elderly'],
      source: 'resident',
    };
    const { body: need } = await telling.anybody.post('/roadmap/v1/needs', body, 201);
    mustBe(need.districts.includes('malmi'), 'The district should follow from the point', need.districts);
    return [
      { id: idOf(need), receipt: need.receipt.url as string },
      `The point lies in ${need.districts.join(', ')}`,
      'Its author follows it by a secret link',
    ];
  });
  const others = await telling.step('A company and a unit of the city say something like it', async () => {
    const partner = await telling.as('partner');
    const coordinator = await telling.as('coordinator');
    const drink = await partner.post('/roadmap/v1/needs', { title: { fi: 'Juomapiste torille' }, districts: ['malmi'], source: 'company' }, 201);
    const trees = await coordinator.post('/roadmap/v1/needs', { title: { fi: 'Lisää puita Malmille' }, districts: ['malmi'], source: 'unit' }, 201);
    return [[idOf(drink.body), idOf(trees.body)], 'Three needs wait to be looked at; nobody but the coordinators can read them'];
  });
  const ids = [first.id, ...others];
  await telling.step('A coordinator sorts the three and accepts them', async () => {
    const coordinator = await telling.as('coordinator');
    for (const id of ids) {
      await coordinator.act(`/roadmap/v1/needs/${id}`, 'triage', { themes: ['green-infrastructure'] });
      await coordinator.act(`/roadmap/v1/needs/${id}`, 'accept');
    }
    const { body } = await telling.anybody.get(`/roadmap/v1/needs/${first.id}`);
    mustBe(body.status === 'accepted', 'The need should be public', body);
    return [undefined, 'All can read them now'];
  });
  return { ids, receipt: first.receipt };
}

/** A unit of the city, and a company twice, as registries come to have it. */
async function addParticipants(telling: Telling): Promise<{ unit: string; old: string; into: string }> {
  return telling.step('A unit of the city and a company take part; the registry has the company twice without knowing', async () => {
    const coordinator = await telling.as('coordinator');
    const body = { kind: 'company', sector: 'private', districts: ['malmi'] };
    const old = await coordinator.post('/partners/v1/organisations', { ...body, name: { fi: 'Malmin Anturi' }, expertise: ['shade'] }, 201);
    const into = await coordinator.post('/partners/v1/organisations', { ...body, name: { fi: 'Malmin Anturi Oy' } }, 201);
    const unit = await coordinator.post('/partners/v1/organisations', { name: { fi: 'Malmin kirjasto' }, kind: 'city-unit', sector: 'public' }, 201);
    return [{ unit: idOf(unit.body), old: idOf(old.body), into: idOf(into.body) }, 'Malmin kirjasto; Malmin Anturi, and Malmin Anturi Oy'];
  });
}

async function workOnThem(telling: Telling, needs: string[], { unit, company }: { unit: string; company: string }): Promise<string> {
  const method = await telling.step('The method is a design sprint: five days, or five phases in two', async () => {
    const coordinator = await telling.as('coordinator');
    const body = {
      name: { en: 'Design sprint', fi: 'Design-sprintti' },
      phases: phases.map((id) => ({ id, name: { en: id }, duration: 'P1D' })),
      variants: [{ id: 'two-day', name: { en: 'Two days' }, phases: phases.map((id) => ({ id, name: { en: id }, duration: 'PT3H' })) }],
    };
    const { body: method } = await coordinator.post('/roadmap/v1/methods', body, 201);
    const published = await coordinator.act(`/roadmap/v1/methods/${idOf(method)}`, 'publish');
    return [idOf(method), `Published as edition ${published.body.edition}`];
  });
  return telling.step('The registry is away; in two days residents and a company work on the three needs, led by the unit', async () => {
    await telling.city.takeAway('partners');
    const coordinator = await telling.as('coordinator');
    const [startsAt, endsAt] = [0, 1].map((days) => new Date(Date.now() + days * dayMs).toISOString());
    const body = { method, variant: 'two-day', title: { en: 'Malmi sprint' }, districts: ['malmi'], needs, facilitator: unit, startsAt, endsAt };
    const { body: session } = await coordinator.post('/roadmap/v1/sessions', body, 201);
    const path = `/roadmap/v1/sessions/${idOf(session)}`;
    await coordinator.act(path, 'open');
    const recorded = {
      phase: 'understand',
      notes: [{ text: { en: 'No shade after noon' } }],
      votes: needs.map((need, index) => ({ need, count: 7 - index })),
      participants: [
        { organisation: company, count: 2 },
        { district: 'malmi', group: 'residents', count: 9 },
      ],
    };
    await coordinator.post(`${path}/record`, recorded, 200);
    return [idOf(session), 'What was said, the votes and who took part, in numbers, are kept'];
  });
}

async function carryItIntoTheRoadmap(telling: Telling, receipt: string, session: string, owner: string): Promise<string> {
  const item = await telling.step('The sprint ends: one item answers the three needs, in one step', async () => {
    const coordinator = await telling.as('coordinator');
    const path = `/roadmap/v1/sessions/${session}`;
    const { body: open } = await coordinator.get(path);
    const outcome = { title: { en: 'Shade for Malmi square' }, goal: { en: 'Cool to sit in at noon' }, districts: ['malmi'], horizon: 'now', owner };
    const { body } = await coordinator.act(path, 'close', { outcomes: [{ kind: 'item', ...outcome, needs: open.needs }] });
    mustBe(body.outcomes.length === 1 && body.outcomes[0].kind === 'item', 'The session should name its item', body.outcomes);
    const { body: told } = await telling.anybody.get(receipt);
    mustBe(told.need.status === 'crystallised', 'The author should read that the need is in the roadmap', told);
    return [body.outcomes[0].id as string, 'The session is closed, the item is a candidate, and its needs are crystallised', 'The author reads so by the link'];
  });
  await telling.step('The city commits to it', async () => {
    const coordinator = await telling.as('coordinator');
    const path = `/roadmap/v1/items/${item}`;
    const dueOn = new Date(Date.now() + 90 * dayMs).toISOString().slice(0, 10);
    await coordinator.post(`${path}/milestones`, { title: { en: 'Trees ordered' }, dueOn }, 201);
    const { body } = await coordinator.act(path, 'commit');
    mustBe(body.status === 'committed' && body.health.value === 'on-time', 'It should be committed, and on time', body);
    return [undefined, `Health: ${body.health.value}; timeliness: ${body.timeliness.value}; each says why`];
  });
  return item;
}

async function publish(telling: Telling, item: string): Promise<number> {
  return telling.step('The roadmap is published', async () => {
    const coordinator = await telling.as('coordinator');
    const { body } = await coordinator.post('/roadmap/v1/versions', { title: { en: 'A version with shade' } }, 201);
    const { body: latest } = await telling.anybody.get('/roadmap/v1/versions/latest');
    mustBe(
      latest.items.some(({ id }: { id: string }) => id === item),
      'The version should hold the item',
      latest.number,
    );
    return [body.number as number, `Version ${body.number}, ${body.hash}`];
  });
}

async function catchUpWithTheSprint(telling: Telling, session: string, worked: readonly string[]): Promise<void> {
  await telling.step('The registry comes back, and has heard who worked with whom', async () => {
    await telling.city.bringBack('partners');
    const ofTheSprint = ({ shared }: Edge) => shared.some(({ id }) => id === session);
    const { body } = await telling.anybody.until('/partners/v1/network?district=malmi', ({ body: found }) => (found?.edges ?? []).some(ofTheSprint));
    const { between, shared } = (body.edges as Edge[]).find(ofTheSprint) as Edge;
    mustBe(
      worked.every((id) => between.includes(id)),
      'The unit and the company should be joined',
      between,
    );
    return [undefined, `The unit and the company are joined by the ${shared[0]?.kind}, as ${shared[0]?.roles.join(' and ')}`];
  });
}

interface Edge {
  between: string[];
  shared: { kind: string; id: string; roles: string[] }[];
}

async function readThread(telling: Telling, needs: string[], session: string, item: string): Promise<void> {
  await telling.step('Anybody reads the whole thread, from any of its members', async () => {
    const read = async (kind: string, id: string) => (await telling.anybody.get(`/roadmap/v1/threads/${kind}/${id}`)).body;
    const fromNeed = await read('need', needs[0] as string);
    const members = (thread: { nodes: { kind: string; id: string }[] }) =>
      thread.nodes
        .map(({ kind, id }) => `${kind} ${id}`)
        .sort()
        .join();
    for (const [kind, id] of [
      ['session', session],
      ['item', item],
      ['need', needs[2]],
    ] as const) {
      const thread = await read(kind, id as string);
      mustBe(members(thread) === members(fromNeed), `The thread from the ${kind} should have the same members`, thread);
    }
    mustBe(fromNeed.nodes.length === 5, 'Three needs, a session and an item', fromNeed.nodes);
    return [undefined, ...fromNeed.links.map((link: ThreadLink) => `${link.from.kind} ${link.relation} ${link.to.kind}`)];
  });
}

interface ThreadLink {
  from: { kind: string };
  to: { kind: string };
  relation: string;
}

async function mergeCompany(telling: Telling, item: string, old: string, into: string): Promise<void> {
  await telling.step('The company is in the registry twice: the two are merged, while the roadmap is away', async () => {
    const coordinator = await telling.as('coordinator');
    const dryRun = await coordinator.post(`/partners/v1/organisations/${old}/merge`, { into, dryRun: true }, 200);
    const moves = dryRun.body.moves.map(({ service, kind, count }: { service: string; kind: string; count: number }) => `${service}: ${count} ${kind}`);
    await telling.city.takeAway('roadmap');
    const { body } = await coordinator.act(`/partners/v1/organisations/${old}`, 'merge', { into });
    mustBe(body.unanswered.includes('roadmap'), 'The roadmap should not have answered', body);
    const moved = await telling.anybody.get(`/partners/v1/organisations/${old}`);
    mustBe(moved.status === 308, 'The old address should lead on', moved.status);
    return [undefined, `A dry run said what would move: ${moves.join(', ')}`, 'The old address leads to the new one'];
  });
  await telling.step('The roadmap comes back, and names the company as it is now called', async () => {
    await telling.city.bringBack('roadmap');
    const { body } = await telling.anybody.until(`/roadmap/v1/items/${item}`, ({ status, body: found }) => status === 200 && found.owner === into);
    const { body: byOld } = await telling.anybody.get(`/roadmap/v1/items?owner=${old}`);
    mustBe(
      byOld.data.some(({ id }: { id: string }) => id === item),
      'The old id should still find it',
      byOld.data.length,
    );
    return [undefined, `The item's owner is ${body.owner}; the old id still finds it`];
  });
}

async function erasePerson(telling: Telling, need: string): Promise<{ sub: string; support: number }> {
  const sub = `aino-${Date.now()}`;
  const resident = await telling.as('resident', { sub });
  const support = await telling.step('Aino supports the need, and joins those who test things in Malmi', async () => {
    const coordinator = await telling.as('coordinator');
    const { body: supported } = await resident.post(`/roadmap/v1/needs/${need}/support`, {}, 200);
    const community = { name: { fi: 'Malmin testaajat' }, kind: 'residents', districts: ['malmi'], pool: true };
    const { body: made } = await coordinator.post('/partners/v1/communities', community, 201);
    const consent = { basis: 'consent', givenAt: new Date().toISOString() };
    await resident.post(`/partners/v1/communities/${idOf(made)}/join`, { name: 'Aino Esimerkki', email: `${sub}@example.org`, consent }, 201);
    return [supported.supportCount as number, `The need has ${supported.supportCount} who support it`];
  });
  const own = await telling.as('resident', { sub, scope: 'gdprdelete' });
  const profile = `/partners/v1/gdpr/profiles/${sub}`;
  await telling.step('Aino wants to be forgotten, while the roadmap is away', async () => {
    await telling.city.takeAway('roadmap');
    const { status, body } = await own.delete(profile);
    mustBe(status === 500, 'It cannot be said yet that all is done', { status, body });
    return [undefined, 'The registry has forgotten her; what is left to do is remembered without her name'];
  });
  await telling.step('The roadmap comes back, and forgets her too', async () => {
    await telling.city.bringBack('roadmap');
    const reads = await telling.as('resident', { sub, scope: 'gdprquery' });
    await reads.until(profile, ({ status }) => status === 204);
    let answer = await own.delete(profile);
    for (const until = Date.now() + 30_000; answer.status !== 204 && Date.now() < until;) answer = await own.delete(profile);
    mustBe(answer.status === 204, 'All should have confirmed', answer);
    const { body } = await telling.anybody.get(`/roadmap/v1/needs/${need}`);
    mustBe(body.supportCount === support, 'The count should stay', body.supportCount);
    return [undefined, 'Nothing of her is held; the number of those who support the need has stayed'];
  });
  return { sub, support };
}

async function tellTheAuthor(telling: Telling, need: string, receipt: string): Promise<void> {
  await telling.step('The trees stand: the author reads what became of the need', async () => {
    const coordinator = await telling.as('coordinator');
    await coordinator.act(`/roadmap/v1/needs/${need}`, 'address', { how: { fi: 'Torilla on kaksikymmentä puuta.' }, links: [] });
    const { body } = await telling.anybody.get(receipt);
    mustBe(body.need.status === 'addressed', 'The author should read so', body.need);
    return [undefined, ...body.updates.map(({ at, status }: { at: string; status: string }) => `${at}  ${status}`)];
  });
}
