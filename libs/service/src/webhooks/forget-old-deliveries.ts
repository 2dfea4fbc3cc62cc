import { sql, type Database } from '@fiksu/database';

const batchMax = 1000;

/**
 * Forgets what came of deliveries that were begun more than so many days ago: they are kept as long as events. One that
 * still waits, since its endpoint is paused, stays.
 *
 * @returns how many were forgotten
 */
export async function forgetOldDeliveries(db: Database, days: number): Promise<number> {
  for (let forgotten = 0; ;) {
    const gone = await db.run(sql`
      delete from webhook_delivery where id in (
        select webhook_delivery.id from webhook_delivery join webhook on webhook.id = webhook_delivery.webhook
        where webhook_delivery.created_at < now() - ${days} * interval '1 day' and (webhook_delivery.position is null or webhook_delivery.position <= webhook.position)
        limit ${batchMax}) returning id`);
    forgotten += gone.length;
    if (gone.length < batchMax) return forgotten;
  }
}
