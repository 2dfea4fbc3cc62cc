import { redactionEvents, webhookTestEvents, type EventFamily, type LocalisedText } from '@fiksu/contracts';

/** One type of event that a service sends. */
export interface KnownType {
  type: string;
  title: LocalisedText;
  family: EventFamily;
  action: string;
  /** Whether it stands in the feed and the stream: what tries out a webhook goes to that endpoint alone. */
  recorded: boolean;
}

/** All types of events that a service sends: those of its resources, and those that every service has (API contract, G22). */
export class EventTypes {
  readonly all: readonly KnownType[];
  private readonly byType: ReadonlyMap<string, KnownType>;

  constructor(
    readonly service: string,
    publishes: readonly EventFamily[],
  ) {
    this.all = [...[...publishes, redactionEvents(service)].flatMap((family) => typesOf(family, true)), ...typesOf(webhookTestEvents(service), false)];
    this.byType = new Map(this.all.map((known) => [known.type, known]));
  }

  /** Undefined for a type that was sent once, and is not any more. */
  find(type: string): KnownType | undefined {
    return this.byType.get(type);
  }
}

const typesOf = (family: EventFamily, recorded: boolean): KnownType[] =>
  Object.entries(family.types).map(([action, { type, title }]) => ({ type, title, family, action, recorded }));
