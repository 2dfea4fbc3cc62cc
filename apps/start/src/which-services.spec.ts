import { fileURLToPath } from 'node:url';
import { SERVICES } from '@fiksu/contracts';
import { chooseServices, servicesIn } from './which-services.ts';
import { lastLines } from './explain-log.ts';
import { inPlainWords } from './plain-words.ts';

describe('npm start', () => {
  it('starts every service unless some are named', () => {
    expect(chooseServices(['impact', 'roadmap'], [])).toEqual(['impact', 'roadmap']);
    expect(chooseServices(['impact', 'roadmap'], ['roadmap'])).toEqual(['roadmap']);
  });

  it('knows the services that there are, as they know one another', () => {
    expect(servicesIn(fileURLToPath(new URL('../../', import.meta.url)))).toEqual([...SERVICES]);
  });

  it('names those that there are, where one is asked for that there is not', () => {
    expect(() => chooseServices(['impact', 'roadmap'], ['raodmap'])).toThrow('There is no service called raodmap. Known: impact, roadmap');
  });

  it.each([
    ['ENOSPC', 'The disk is full at /data: make room and start again'],
    ['EACCES', 'This user may not read or write at /data (EACCES): give the clone to this user, or clone to another place'],
  ])('says %s in one line that tells what to do', (code, words) => {
    expect(inPlainWords(Object.assign(new Error('x'), { code, path: '/data' }))).toBe(words);
  });

  it('makes no plain words of what is a fault of ours', () => {
    expect(inPlainWords(new TypeError('x is not a function'))).toBeUndefined();
  });

  it('shows the end of a log as a person reads it, whoever wrote it', () => {
    const log = ['2026-11-25 LOG:  ready', '{"level":50,"time":1795579843203,"msg":"bug: unexpected error","err":{"message":"no such table"}}', ''].join('\n');
    expect(lastLines(log)).toEqual(['2026-11-25 LOG:  ready', `${new Date(1795579843203).toISOString().slice(11, 19)} bug: unexpected error: no such table`]);
  });
});
