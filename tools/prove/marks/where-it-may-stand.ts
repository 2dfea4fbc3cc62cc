import { classified, kitTables, type DataKind, type PersonalData } from '@fiksu/service';

/** Words of people stand where they wait for moderation; whoever acted for the city or an organisation is kept by law. */
const mayHold: Record<string, readonly DataKind[]> = {
  words: ['freeText'],
  email: ['freeText'],
  name: ['freeText', 'personal'],
  sub: ['personal'],
};

/** Where something of a person may stand in the tables of a service: where its registry of personal data says so. */
export class WhereItMayStand {
  private readonly kinds: Map<string, DataKind>;

  constructor(service: string, { tables }: PersonalData) {
    const said = Object.entries({ ...kitTables, ...tables });
    this.kinds = new Map(said.flatMap(([table, data]) => classified(data).map(([column, kind]) => [`${service}.${table}.${column}`, kind] as const)));
  }

  /** @param place `roadmap.need.title`; one of the job queue is not among them */
  includes(place: string, what: string): boolean {
    const kind = this.kinds.get(place);
    return kind !== undefined && mayHold[what]?.includes(kind) === true;
  }
}
