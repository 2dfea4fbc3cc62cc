/**
 * Events that have been sent stay readable: the samples beside the contracts are what consumers have stored, and are never
 * edited to fit a schema (architecture, "Schema evolution"). A change that breaks one is a new version of its type.
 */
import { readFileSync, readdirSync } from 'node:fs';
import * as contracts from '../index.ts';
import { redactionEvents, webhookTestEvents, type CloudEvent, type EventFamily } from '../index.ts';

const services = ['roadmap'];
const folders = ['roadmap', 'partners', 'events'].map((name) => new URL(`../${name}/samples/`, import.meta.url));
const samples = folders.flatMap((folder) =>
  readdirSync(folder).map((file): [file: string, sample: CloudEvent] => [file, JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as CloudEvent]),
);

const isFamily = (exported: unknown): exported is EventFamily =>
  typeof exported === 'object' && exported !== null && 'schemaOf' in exported && 'types' in exported;
const ofResources = Object.values(contracts as Record<string, unknown>).filter(isFamily);
const ofServices = services.flatMap((service): EventFamily[] => [redactionEvents(service), webhookTestEvents(service)]);
const types = [...ofResources, ...ofServices].flatMap((family) => Object.entries(family.types).map(([action, { type }]) => ({ type, action, family })));

const knownOf = (type: string) => types.find((known) => known.type === type) as (typeof types)[number];
const schemaOf = ({ type }: CloudEvent) => knownOf(type).family.schemaOf(knownOf(type).action);

/** The same with members that a later release adds: in the envelope, in the state, in what happened. */
const ofLaterRelease = (sample: CloudEvent): object => ({
  ...sample,
  dataschema: 'https://example.org/later',
  data: { ...sample.data, later: { any: ['thing'] }, change: { ...sample.data.change, later: true } },
});

describe('golden samples', () => {
  it('are there for every type of event, one each', () => {
    expect(samples.map(([file]) => file).sort()).toEqual(types.map(({ type }) => `${type}.json`).sort());
  });

  it.each(samples)('%s is read by its type, and nothing in it has been forgotten', (file, sample) => {
    expect(`${sample.type}.json`).toBe(file);
    expect(schemaOf(sample).parse(sample)).toEqual(sample);
  });

  it.each(samples)('%s says what it is about', (_, { type, source, subject, aggregateversion, data }) => {
    const { family, action } = knownOf(type);
    expect({ source, subject, aggregateversion }).toEqual({
      source: `/${family.service}/v1`,
      subject: `${family.collection}/${data.id}`,
      aggregateversion: data.version,
    });
    expect(data.change.action).toBe(action);
  });

  it.each(samples)('%s with members that come later is read as before', (_, sample) => {
    expect(schemaOf(sample).parse(ofLaterRelease(sample))).toEqual(sample);
  });

  it.each(samples)('%s is read by no other type', (_, sample) => {
    const readers = types.filter(({ family, action }) => family.schemaOf(action).safeParse(sample).success).map(({ type }) => type);
    expect(readers).toEqual([sample.type]);
  });
});

describe('a consumer of one kind of resource', () => {
  const read = contracts.needEvents.event;
  const accepted = samples.find(([file]) => file === 'fiksu.roadmap.need.accepted.v1.json')?.[1] as CloudEvent & { data: Record<string, unknown> };
  const withData = (own: object) => read.parse({ ...accepted, data: { ...accepted.data, ...own } }).data;

  it('reads every type of it but the deletion', () => {
    const ofNeeds = samples.filter(([, { type }]) => type.startsWith('fiksu.roadmap.need.'));
    expect(ofNeeds).toHaveLength(11);
    for (const [, sample] of ofNeeds) expect(read.parse(sample)).toEqual(sample);
  });

  it('is not stopped by a state, a source or an action that it does not know yet', () => {
    const change = { ...accepted.data.change, action: 'postpone', from: 'accepted', to: 'postponed', by: 'assembly' };
    expect(withData({ status: 'postponed', source: 'drone', change })).toMatchObject({ status: 'postponed', source: 'drone', change });
  });

  it('ignores a language that it does not know yet', () => {
    expect(withData({ title: { fi: 'Varjoa', so: 'Hoos' } }).title).toEqual({ fi: 'Varjoa' });
  });

  it('takes a word for visibility that it does not know yet for "not everybody"', () => {
    expect(withData({ visibility: 'sealed' }).visibility).toBe('internal');
    expect(withData({ visibility: undefined }).visibility).toBe('internal');
  });
});

describe('a type of event', () => {
  const family = (type: string) => () =>
    contracts.defineEvents({ ...contracts.themeEvents, types: { create: { type, title: { en: 'x' } } } } as unknown as Parameters<
      typeof contracts.defineEvents
    >[0]);

  it.each([
    ['of another service', 'fiksu.pilots.theme.created.v1'],
    ['of another noun', 'fiksu.roadmap.themes.created.v1'],
    ['without a version', 'fiksu.roadmap.theme.created'],
    ['of version 0', 'fiksu.roadmap.theme.created.v0'],
    ['in capitals', 'fiksu.roadmap.theme.Created.v1'],
    ['with a part too many', 'fiksu.roadmap.theme.was.created.v1'],
  ])('%s is refused when it is defined', (_, type) => {
    expect(family(type)).toThrow(type);
  });

  it('is its subject on NATS, on the stream of its service', () => {
    expect(contracts.themeEvents).toMatchObject({ stream: 'ROADMAP', subjects: 'fiksu.roadmap.theme.>' });
  });
});
