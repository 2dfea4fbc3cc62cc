import type { CloudEvent } from '@fiksu/contracts';
import { sql, type Runs } from '@fiksu/database';
import { TestNats, describeWithNats } from '@fiksu/testing';
import { HearingService, aName, eventAbout, familyOf, until } from '../../test/hearing-service.ts';
import { Reaction } from './reaction.ts';

const server = await TestNats.start();
afterAll(() => server?.stop());

const services = ['first', 'second', 'third', 'fourth', 'fifth'];

/** What five services tell of one thing, whoever tells first: a row that each of them fills in its part of. */
class Joining extends Reaction {
  readonly name = 'joining';
  readonly listensTo = services.map((service) => familyOf(service));

  async handle(events: readonly CloudEvent[], tx: Runs): Promise<void> {
    for (const { source, subject, aggregateversion, data } of events) {
      const part = JSON.stringify({ [source]: (data as { amount?: number }).amount });
      await tx.run(sql`insert into thing (generation, id, version, label) values (1, ${subject}, ${aggregateversion}, ${part})
        on conflict (generation, id) do update set version = thing.version + excluded.version, label = (thing.label::jsonb || excluded.label::jsonb)::text`);
    }
  }
}

function ordersOf<Item>(items: readonly Item[]): Item[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((first, index) => ordersOf(items.toSpliced(index, 1)).map((rest) => [first, ...rest]));
}

describeWithNats(server)('across streams', () => {
  it('all 120 orders of five events from five streams give the same projection', async () => {
    const hearing = await HearingService.start(server as TestNats);
    for (const service of services) await hearing.makeStream(service);
    await hearing.process([new Joining()]);
    const orders = ordersOf(services);
    expect(new Set(orders.map(String)).size).toBe(120);
    const names = orders.map(aName);
    for (const turn of services.keys()) {
      await hearing.tell(
        ...orders.map((order, index) =>
          eventAbout(names[index] as string, 1, { family: familyOf(order[turn] as string), amount: services.indexOf(order[turn] as string) }),
        ),
      );
      // Each has its turn: what comes later is handled later, of whatever stream it is.
      await until(async () => {
        const [row] = await hearing.db.run<{ handled: number }>(sql`select coalesce(sum(version), 0)::int as handled from thing`);
        return row?.handled === orders.length * (turn + 1);
      });
    }
    const rows = await hearing.db.run<{ version: number; label: string; count: number }>(
      sql`select version, label::jsonb as label, count(*) as count from thing group by 1, 2`,
    );
    const whole = Object.fromEntries(services.map((service, amount) => [`/${service}/v1`, amount]));
    expect(rows).toEqual([{ version: 5, label: whole, count: 120 }]);
    await hearing.stop();
  });
});
