import { LocalisedText, MultiPolygon } from '@fiksu/contracts';
import { z } from 'zod';
import { csvColumns, csvValues } from './csv-columns.ts';

const Thing = z.object({
  id: z.string(),
  version: z.int(),
  title: LocalisedText,
  note: LocalisedText.nullable().optional(),
  open: z.boolean(),
  code: z.string().nullable(),
  budget: z.object({ amount: z.string(), currency: z.literal('EUR') }).nullable(),
  window: z.object({ from: z.string(), to: z.string().optional() }).nullable(),
  districts: z.array(z.string()),
  status: z.enum(['draft', 'open']),
  links: z.array(z.object({ url: z.string() })),
  geometry: MultiPolygon.nullable(),
});

describe('the columns of a CSV file', () => {
  const columns = csvColumns(Thing);

  it('are the scalar members, words by language, members of small objects, and lists of scalars (G25)', () => {
    expect(columns.map(({ name }) => name)).toEqual([
      ...['id', 'version', 'title.fi', 'title.sv', 'title.en', 'note.fi', 'note.sv', 'note.en', 'open', 'code'],
      ...['budget.amount', 'budget.currency', 'window.from', 'window.to', 'districts', 'status'],
    ]);
  });

  it('have nothing where a member is absent, and lists joined by semicolons', () => {
    const thing = {
      id: 'a',
      version: 2,
      title: { sv: 'Skugga' },
      open: false,
      code: 'A1',
      budget: null,
      window: { from: '2026-03' },
      districts: ['malmi', 'pasila'],
      status: 'open',
    };
    expect(csvValues(columns, thing)).toEqual(['a', '2', '', 'Skugga', '', '', '', '', 'false', 'A1', '', '', '2026-03', '', 'malmi;pasila', 'open']);
  });
});
