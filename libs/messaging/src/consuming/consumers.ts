import { wordsOfFailure } from '@fiksu/database';
import type { Database } from '@fiksu/database';
import type { Nats } from '../nats/nats.ts';
import type { Log } from '../relay/relay.ts';
import { Consumer } from './consumer.ts';
import { usualTimes, type Ground, type Times } from './consuming-terms.ts';
import type { DeadLetter } from './dead-letters.ts';
import { sourcesOf } from './durable.ts';
import { beginGeneration, noteAsOf, readGenerations } from './generations.ts';
import { Handling } from './handling.ts';
import type { Classify } from './name-failure.ts';
import { Projection, consumerOf, type Reaction } from './reaction.ts';
import { Rebuilding } from './rebuilding.ts';
import { Resolving, type Unresolvable } from './resolving.ts';
import { Turns } from './turns.ts';

/** What operators see of a projection (API contract, "Operations"). */
export interface ProjectionState {
  name: string;
  status: 'live' | 'rebuilding';
  /** How many events it has not handled yet; null where NATS cannot tell. */
  lag: number | null;
  /** When it has handled something last. */
  asOf: string | null;
}

interface Terms {
  nats: Nats;
  db: Database;
  /** Asked for when they are started. */
  reactions: () => readonly Reaction[];
  service: string;
  classify: Classify;
  log: Log;
  times?: Partial<Times>;
}

/** A number at the end is that of a generation. */
const namePattern = /^[a-z][a-z0-9-]*[a-z]$/;

/**
 * All reactions of a service, each with a durable consumer of its own on every stream that it listens to: what one of
 * them cannot handle holds up none of the others. Every replica runs all of them.
 */
export class Consumers {
  private readonly ground: Ground;
  private readonly rebuilding: Rebuilding;
  private readonly resolving: Resolving;
  private readonly running = new Map<string, Consumer>();
  private reactions: readonly Reaction[] = [];
  private stopping = false;
  private looking: Promise<void> = Promise.resolve();
  private wake: () => void = () => undefined;

  constructor(private readonly terms: Terms) {
    const { nats, db, service, classify, log, times } = terms;
    this.ground = { nats, db, service, classify, log, times: { ...usualTimes, ...times }, turns: new Turns() };
    this.rebuilding = new Rebuilding(this.ground);
    this.resolving = new Resolving(this.ground, (consumer) => this.handlingOf(consumer));
  }

  start(): void {
    this.reactions = this.terms.reactions();
    const names = this.reactions.map(({ name }) => name);
    for (const name of names)
      if (!namePattern.test(name) || names.indexOf(name) !== names.lastIndexOf(name)) throw new Error(`"${name}" cannot be the name of a reaction`);
    this.ground.nats.onUp(() => this.running.forEach((each) => each.nudge()));
    for (const each of this.reactions) if (!(each instanceof Projection)) this.consume(each, 1);
    if (this.projections.length > 0) this.looking = this.lookAfter();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    this.wake();
    await this.looking;
    await Promise.all([...this.running.values()].map((each) => each.stop()));
  }

  async states(): Promise<ProjectionState[]> {
    const all = await readGenerations(
      this.ground.db,
      this.projections.map(({ name }) => name),
    );
    return Promise.all(
      all.map(async ({ name, live, building, retired, asOf }) => ({
        name,
        status: building === null && retired === null ? ('live' as const) : ('rebuilding' as const),
        lag: await this.rebuilding.lagOf(this.projectionOf(name) as Projection, live),
        asOf,
      })),
    );
  }

  /** Begins to make a projection anew. */
  async rebuild(name: string): Promise<'begun' | 'unknown' | 'rebuilding'> {
    if (!this.projectionOf(name)) return 'unknown';
    if (!(await beginGeneration(this.ground.db, name))) return 'rebuilding';
    this.wake();
    return 'begun';
  }

  retry(id: string): Promise<DeadLetter | Unresolvable> {
    return this.resolving.retry(id);
  }

  discard(id: string, reason: string): Promise<DeadLetter | Unresolvable> {
    return this.resolving.discard(id, reason);
  }

  private get projections(): Projection[] {
    return this.reactions.filter((each) => each instanceof Projection);
  }

  private projectionOf(name: string): Projection | undefined {
    return this.projections.find((each) => each.name === name);
  }

  /** Starts and ends consumers as generations come and go, in this and the other replicas. */
  private async lookAfter(): Promise<void> {
    const failing = new Set<Projection>();
    while (!this.stopping) {
      for (const projection of this.projections) {
        try {
          await this.look(projection);
          failing.delete(projection);
        } catch (error) {
          // Said once for an outage; the next look may find it over.
          if (!failing.has(projection)) this.ground.log.warn(`${projection.name} waits: ${wordsOfFailure(error)}`);
          failing.add(projection);
        }
      }
      if (!this.stopping) await this.untilWoken();
    }
  }

  private async look(projection: Projection): Promise<void> {
    const [generations] = await readGenerations(this.ground.db, [projection.name]);
    if (!generations) return;
    const wanted = [generations.live, ...(generations.building === null ? [] : [generations.building])];
    for (const generation of wanted) this.consume(projection, generation);
    for (const [key, consumer] of this.running) {
      const { handling } = consumer;
      if (handling.reaction !== projection) continue;
      if (!wanted.includes(handling.generation)) {
        this.running.delete(key);
        await consumer.retire();
      } else if (handling.generation === generations.live && handling.lastAt && handling.lastAt.toISOString() > (generations.asOf ?? ''))
        await noteAsOf(this.ground.db, projection.name, handling.lastAt);
    }
    await this.rebuilding.bringForward(projection, generations);
  }

  private consume(reaction: Reaction, generation: number): void {
    for (const source of sourcesOf(reaction.listensTo)) {
      const key = `${consumerOf(reaction, generation)} ${source.stream}`;
      if (this.running.has(key)) continue;
      const consumer = new Consumer(this.ground, new Handling(this.ground.db, reaction, generation), source);
      this.running.set(key, consumer);
      consumer.start();
    }
  }

  private handlingOf(consumer: string): Handling | null {
    const [, name, generation = '1'] = /^(.*?)(?:-(\d+))?$/.exec(consumer) ?? [];
    const reaction = this.reactions.find((each) => each.name === name);
    return reaction ? new Handling(this.ground.db, reaction, Number(generation)) : null;
  }

  private untilWoken(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.ground.times.lookMs);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
