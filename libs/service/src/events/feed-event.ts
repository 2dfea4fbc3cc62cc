import type { CloudEvent } from '@fiksu/contracts';
import type { EventTypes } from './event-types.ts';
import { readsWhole, renderEvent, type EventReader, type OutwardEvent } from './render-event.ts';

/** An event at its place in the order of everything that goes out. */
export class FeedEvent {
  readonly event: CloudEvent;
  readonly bytes: number;
  private readonly blocks = new Map<boolean, string>();

  constructor(
    readonly position: number,
    json: string,
    private readonly types: EventTypes,
  ) {
    this.event = JSON.parse(json) as CloudEvent;
    this.bytes = json.length;
  }

  /** For a reader who gets it. */
  as(reader: EventReader): OutwardEvent {
    return renderEvent(this.event, this.types.find(this.event.type)?.family, reader) as OutwardEvent;
  }

  /** As one event of a `text/event-stream`; written once for all who read as much of it. */
  blockFor(reader: EventReader): string {
    const whole = readsWhole(reader);
    const known = this.blocks.get(whole);
    if (known !== undefined) return known;
    const { id, type } = this.event;
    const block = `id: ${id}\nevent: ${type}\ndata: ${JSON.stringify(this.as(reader))}\n\n`;
    this.blocks.set(whole, block);
    return block;
  }
}
