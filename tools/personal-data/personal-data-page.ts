import { classified, kitTables, type DataKind, type PersonalData, type TableData } from '@fiksu/service';

const words: Record<DataKind, string> = {
  none: '',
  freeText: 'people’s own words, which may name people',
  pseudonym: 'keyed hash',
  secret: 'secret',
  encrypted: 'encrypted: personal, or a secret',
  personal: 'personal',
};

/** `docs/personal-data.md`: what of all that the services keep is personal data, why, and for how long. */
export function personalDataPage(services: ReadonlyMap<string, PersonalData>): string {
  const own = [...services].map(([name, { tables }]) => sectionOf(name, tables));
  return [head, sectionOf('Every service', kitTables), ...own].join('\n');
}

const head = `# Personal data

Made by \`npm run personal-data\` from what each service says (\`personal-data.ts\`, and the kit's \`kit-personal-data.ts\`). A test of each service fails for a column, or a member of an event, of which nothing is said, for a personal one that is readable without a reason, and for an event that would tell one. A column that is not named here says nothing of a person. What a line of the log may hold is a list too (\`LOGGED\`); any other member is left out of it. \`npm run prove:marks\` sends a marked person through every write route and looks for it everywhere.
`;

function sectionOf(name: string, tables: Record<string, TableData>): string {
  const rows = Object.entries(tables).flatMap(([table, data]) => rowsOf(table, data));
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const whole = Object.keys(tables).filter((table) => rowsOf(table, tables[table] as TableData).length === 0);
  const nothing = whole.length > 0 ? `\nNothing personal: ${whole.map((table) => `\`${table}\``).join(', ')}.\n` : '';
  if (rows.length === 0) return `## ${name}\n${nothing}`;
  return [
    `## ${name}\n`,
    line(['table', 'column', 'what it is', 'why it is readable', 'kept']),
    line(['---', '---', '---', '---', '---']),
    ...rows.map(line),
    nothing,
  ].join('\n');
}

function rowsOf(table: string, data: TableData): string[][] {
  return classified(data)
    .filter(([, kind]) => kind !== 'none')
    .map(([column, kind]) => [`\`${table}\``, `\`${column}\``, words[kind], kind === 'personal' ? (data.personal?.[column] ?? '') : '', data.kept]);
}
