import { organisationEvents, type CloudEvent } from '@fiksu/contracts';
import { Database, sql, type Runs } from '@fiksu/database';
import { Reaction, Task, addJob } from '@fiksu/messaging';
import { Injectable } from '@nestjs/common';
import { Caller } from '../access/caller.ts';
import { noteMerge } from './note-merge.ts';
import { OrganisationReferences } from './organisation-references.ts';

/**
 * When one looks again for who was writing the old id at the moment of the merge: soon, since nearly all of them are done
 * at once (G10: within 5 s), and after longer than any request takes that had read the old id before the merge was heard of.
 */
const looksAfterMs = [1000, 120_000] as const;

/** Names the survivor wherever the old organisation was named, once the registry has merged them (API contract, P2). */
@Injectable()
export class FollowMergedOrganisations extends Reaction {
  readonly name = 'follow-merged-organisations';
  readonly listensTo = [organisationEvents];

  constructor(private readonly references: OrganisationReferences) {
    super();
  }

  async handle(events: readonly CloudEvent[], tx: Runs): Promise<void> {
    for (const event of events) {
      const { id, into, change } = organisationEvents.event.parse(event).data;
      if (change.action !== 'merge' || !into) continue;
      const survivor = await noteMerge(id, into, event.time, tx);
      await this.references.rename(id, survivor, Caller.nobody(new Date().toISOString()), tx);
      await tx.run(renameLate(id));
    }
  }
}

/** The job that looks again, the first or the last time, when whoever was writing the old id at the moment of the merge is done. */
export const renameLate = (old: string, look: 'first' | 'last' = 'first') =>
  addJob(
    'rename-merged-organisation',
    { old, look },
    { jobKey: `rename-merged-organisation ${old}`, runAt: new Date(Date.now() + looksAfterMs[look === 'first' ? 0 : 1]).toISOString() },
  );

/** Names the survivor where the old id was being written while the merge was carried through. */
@Injectable()
export class RenameMergedOrganisation extends Task {
  readonly name = 'rename-merged-organisation';

  constructor(
    private readonly db: Database,
    private readonly references: OrganisationReferences,
  ) {
    super();
  }

  async run(payload: unknown): Promise<void> {
    const { old, look } = payload as { old: string; look: 'first' | 'last' };
    await this.db.transaction(async (tx) => {
      const [merged] = await tx.run<{ survivor: string }>(sql`select survivor from merged_organisation where old = ${old}`);
      if (merged) await this.references.rename(old, merged.survivor, Caller.nobody(new Date().toISOString()), tx);
      if (look === 'first') await tx.run(renameLate(old, 'last'));
    });
  }
}
