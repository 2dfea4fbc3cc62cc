import { isService } from './contract-entry.ts';
import type { Service } from './contract-entry.ts';

/** A row of a table in `api.md`: which resources, what can be done with them, and the rules around it. */
export interface TableRow {
  service: Service;
  section: number;
  resources: string[];
  verbs: string;
  rules: string;
}

/** A row of `api-details.md`, such as "★ P2 · merge", with everything in it that is written as code. */
export interface DetailRow {
  /** `P2`, or the whole title where a row has no number. */
  name: string;
  /** What stands after the number: `merge`. */
  subject: string;
  /** The service that the row's letter names; general rows and "Further rows" have none. */
  service: Service | undefined;
  code: string[];
}

const serviceOfLetter: Record<string, Service> = { P: 'partners', R: 'roadmap', C: 'pilots', F: 'funding', I: 'impact' };

export function tableRowsOf(apiPage: string): TableRow[] {
  const rows: TableRow[] = [];
  let section = 0;
  let service: Service | undefined;
  for (const line of apiPage.split('\n')) {
    const heading = /^## (\d+)\. (\w+)/.exec(line);
    if (heading?.[1] && heading[2]) {
      section = Number(heading[1]);
      service = isService(heading[2]) ? heading[2] : undefined;
    }
    if (!service || !line.startsWith('| `/')) continue;
    const [resource, verbs, rules, ...more] = line.replace(/^\| | \|$/g, '').split(' | ');
    if (resource === undefined || verbs === undefined || rules === undefined || more.length > 0) {
      throw new Error(`This row of api.md does not have three cells: ${line.slice(0, 60)}…`);
    }
    rows.push({ service, section, resources: codeSpansOf(resource), verbs, rules });
  }
  return rows;
}

export function detailRowsOf(detailsPage: string): DetailRow[] {
  return detailsPage
    .split(/\n(?=\*\*|## |---)/)
    .filter((block) => block.startsWith('**'))
    .map((block) => {
      const title = /^\*\*(?:★ )?(.+?)\.?\*\*/.exec(block)?.[1] ?? '';
      const [name = '', subject = ''] = title.split(' · ');
      const letter = /^([PRCFI])\d+b?$/.exec(name)?.[1];
      return { name, subject, service: letter ? serviceOfLetter[letter] : undefined, code: codeOf(block) };
    });
}

export function codeSpansOf(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].flatMap((match) => match[1] ?? []);
}

/** Code spans and the lines of fenced blocks, in the order in which they are read. */
function codeOf(block: string): string[] {
  return block.split(/^```/m).flatMap((part, index) => {
    const fenced = index % 2 === 1;
    return fenced ? part.split('\n').slice(1) : codeSpansOf(part);
  });
}
