import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Ground } from './consuming-terms.ts';
import { durableInfo, removeDurable, sourcesOf, type Source } from './durable.ts';
import { forgetRetired, switchGeneration, type Generations } from './generations.ts';
import { consumerOf, type Projection } from './reaction.ts';

/** Brings rebuilds forward: every replica looks, and whichever is first does it. */
export class Rebuilding {
  /** How long each stream was at the look before. */
  private readonly seen = new Map<string, number>();

  constructor(private readonly ground: Ground) {}

  async bringForward(projection: Projection, generations: Generations): Promise<void> {
    const connection = this.ground.nats.current();
    if (!connection) return;
    const { retired, building } = generations;
    if (retired !== null) {
      await this.removeDurables(connection, projection, retired);
      await forgetRetired(this.ground.db, projection, retired);
    }
    if (building !== null && (await this.hasCaughtUp(await jetstreamManager(connection), projection, building))) {
      await switchGeneration(this.ground.db, generations);
      this.ground.log.log(`${projection.name} has been rebuilt: generation ${building} is read`);
    }
  }

  /** How many events a generation has not handled yet; null where NATS cannot tell. */
  async lagOf(projection: Projection, generation: number): Promise<number | null> {
    const connection = this.ground.nats.current();
    if (!connection) return null;
    try {
      const manager = await jetstreamManager(connection);
      const infos = await Promise.all(
        sourcesOf(projection.listensTo).map(({ stream }) => durableInfo(manager, stream, this.durableOf(projection, generation))),
      );
      return infos.reduce<number | null>((lag, info) => (lag === null || info === null ? null : lag + info.num_pending + info.num_ack_pending), 0);
    } catch {
      return null;
    }
  }

  /** Whether it has handled all that was in the streams a moment ago: while there are writers, nobody ever has all. */
  private async hasCaughtUp(manager: JetStreamManager, projection: Projection, generation: number): Promise<boolean> {
    const each = await Promise.all(sourcesOf(projection.listensTo).map((source) => this.isUpTo(manager, source, this.durableOf(projection, generation))));
    return each.every(Boolean);
  }

  private async isUpTo(manager: JetStreamManager, { stream }: Source, durable: string): Promise<boolean> {
    const { state } = await manager.streams.info(stream);
    const before = this.seen.get(`${stream} ${durable}`) ?? Infinity;
    this.seen.set(`${stream} ${durable}`, state.last_seq);
    const info = await durableInfo(manager, stream, durable);
    if (info === null) return false;
    return info.num_pending + info.num_ack_pending === 0 || info.ack_floor.stream_seq >= before;
  }

  private async removeDurables(connection: NatsConnection, projection: Projection, generation: number): Promise<void> {
    const manager = await jetstreamManager(connection);
    for (const { stream } of sourcesOf(projection.listensTo)) await removeDurable(manager, stream, this.durableOf(projection, generation));
  }

  private durableOf(projection: Projection, generation: number): string {
    return `${this.ground.service}-${consumerOf(projection, generation)}`;
  }
}
