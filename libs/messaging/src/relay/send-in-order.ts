/** What is sent, and whose order it has to keep. */
interface Ordered {
  aggregate: string;
}

/**
 * Sends many at once, but of each aggregate one after the other: a retry inside of a pipeline would let a later event
 * arrive first (a maintainer's word in nats-server#2384). One that fails holds back the later ones of its aggregate alone.
 *
 * @param inFlightMax how many may be unanswered at once
 * @returns what has been sent, with its answers, and the first failure
 */
export async function sendInOrder<Item extends Ordered, Answer>(
  items: readonly Item[],
  send: (item: Item) => Promise<Answer>,
  inFlightMax: number,
): Promise<{ sent: [Item, Answer][]; failure: unknown }> {
  const lanes = Map.groupBy(items, ({ aggregate }) => aggregate).values();
  const sent: [Item, Answer][] = [];
  let failure: unknown = null;
  const workLanes = async () => {
    for (const lane of lanes) {
      try {
        for (const item of lane) sent.push([item, await send(item)]);
      } catch (error) {
        failure ??= error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(inFlightMax, items.length) }, workLanes));
  return { sent, failure };
}
