import { randomBytes } from 'node:crypto';
import type { Client } from '@fiksu/testing';
import { newId, type Database } from '../src/index.ts';

/** A slug that no other test uses: what a test has made is found by it alone. */
export const unique = (word: string): string => `${word}-${randomBytes(5).toString('hex')}`;

/** The body of a note that can be published. */
export const noteBody = (own: object = {}) => ({ title: { fi: 'Varjoa torille' }, body: { fi: 'Puita ja katoksia' }, district: 'malmi', ...own });

export interface Planted {
  id: string;
  status: string;
  priority: number;
  district: string;
  created_at: string;
  updated_at: string;
}

/** Rows put straight into the table, as a test needs them: with these times, these priorities, or secrets inside. */
export async function plant(db: Database, rows: object[]): Promise<Planted[]> {
  const at = '2026-03-01T12:00:00.000Z';
  const planted = rows.map((row) => ({
    ...{
      id: newId(),
      version: 1,
      status: 'published',
      title: { fi: 'Varjoa' },
      body: { fi: 'Puita' },
      district: 'malmi',
      topics: [],
      priority: 0,
      labels: {},
      links: [],
    },
    ...{ window: null, place: null, internal: null, likes: 0, retired_because: null, created_at: at, updated_at: at },
    ...row,
  }));
  const columns =
    'id, version, status, title, body, district, topics, priority, labels, links, "window", place, internal, likes, retired_because, created_at, updated_at';
  await db.dataSource.query(`insert into note (${columns}) select ${columns} from jsonb_populate_recordset(null::note, $1::jsonb)`, [JSON.stringify(planted)]);
  return planted;
}

const pagesMax = 500;

/** Everything that a list shows, page after page, by the cursors that it gives. */
export async function everyPage(client: Client, path: string, after: string | null = null): Promise<{ id: string }[]> {
  const found: { id: string }[] = [];
  for (let cursor = after, pages = 0; pages < pagesMax; pages++) {
    const { body } = await client.get(cursor === null ? path : `${path}&after=${cursor}`).expect(200);
    found.push(...body.data);
    cursor = body.page.next;
    if (cursor === null) return found;
  }
  throw new Error('The list does not end');
}

export const idsOf = (things: { id: string }[]): string[] => things.map(({ id }) => id);
