import { sql, type Database } from '@fiksu/service';

const lookEveryMs = 2;

/** Waits until a relay has delivered everything. */
export async function untilPublished(db: Database): Promise<void> {
  for (;;) {
    const [row] = await db.run<{ any: boolean }>(sql`select exists (select from outbox where published_at is null) as any`);
    if (!row?.any) return;
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
}
