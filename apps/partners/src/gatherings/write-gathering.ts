import type { LocalisedText } from '@fiksu/contracts';
import { Attachments, Database, invalid, newId, patched, sql, type Caller, type Runs } from '@fiksu/service';
import { Injectable } from '@nestjs/common';
import { HoldOrganisations } from '../organisations/hold-organisations.ts';
import { GatheringRepository } from './gathering.repository.ts';
import { cancel, checkRemovable, checkTimes, checkWhoCame, hold, requireAllowed, type Gathering } from './gathering.ts';
import { DERIVED, GatheringTerms, type GatheringBody, type GatheringView, type HoldBody } from './gatherings.schema.ts';

type Patch = Record<string, unknown>;

@Injectable()
export class WriteGathering {
  constructor(
    private readonly gatherings: GatheringRepository,
    private readonly organisations: HoldOrganisations,
    private readonly attachments: Attachments,
    private readonly db: Database,
  ) {}

  async create(body: GatheringBody, by: Caller): Promise<GatheringView> {
    // Looked up here for the refusals, and once more under a lock: files are asked for on another connection.
    this.gatherings.mayChange(await this.whereIs(body.community, this.db), by);
    checkTimes(body);
    await this.attachments.hang(body.attachments, by);
    return this.db.transaction(async (tx) => {
      const gathering: Gathering = {
        ...{ id: newId(), version: 1, status: 'planned', createdAt: by.at, updatedAt: by.at },
        ...{ attendance: [], organisations: [], cancellationReason: null },
        ...eachOnce(body),
        ...(await this.whereIs(body.community, tx)),
      };
      return this.gatherings.create(gathering, by, {}, tx);
    });
  }

  async change(id: string, patch: Patch, by: Caller): Promise<GatheringView> {
    const before = await this.gatherings.toChange(id, by);
    await this.attachments.hang(termsOf(before, patch).attachments, by, before.attachments);
    return this.db.transaction((tx) => this.gatherings.change(id, by, { action: 'change', decide: (gathering) => this.nextOf(gathering, patch, by, tx) }, tx));
  }

  /** Tells that it took place, and who came. */
  hold(id: string, { attendance, organisations }: HoldBody, by: Caller): Promise<GatheringView> {
    return this.db.transaction((tx) => {
      const decide = async (gathering: Gathering) => {
        requireAllowed('hold', gathering);
        return hold(gathering, { attendance, organisations: await this.organisations.hold(organisations, '/organisations', tx) });
      };
      return this.gatherings.change(id, by, { action: 'hold', decide }, tx);
    });
  }

  cancel(id: string, reason: LocalisedText, by: Caller): Promise<GatheringView> {
    return this.gatherings.change(id, by, { action: 'cancel', reason, decide: (gathering) => cancel(gathering, reason) });
  }

  remove(id: string, by: Caller): Promise<void> {
    return this.gatherings.remove(id, by, checkRemovable);
  }

  /** 403 comes before 422 (G5). */
  private async nextOf(gathering: Gathering, patch: Patch, by: Caller, tx: Runs): Promise<Gathering> {
    const terms = termsOf(gathering, patch);
    const moved = terms.community === gathering.community ? gathering : { ...gathering, ...(await this.whereIs(terms.community, tx)) };
    this.gatherings.mayChange(moved, by);
    checkTimes(terms);
    checkWhoCame(gathering, terms);
    const { districts, themes } = moved;
    const same = JSON.stringify(terms.organisations) === JSON.stringify(gathering.organisations);
    const organisations = same ? terms.organisations : await this.organisations.hold(terms.organisations, '/organisations', tx);
    return { ...gathering, ...terms, organisations, districts, themes };
  }

  /**
   * Where the community is, and what it is about. It stays so until the transaction has ended: whoever changes the community
   * then finds the gathering.
   * @throws DomainError Invalid (422) at `/community`
   */
  private async whereIs(community: string, on: Runs): Promise<Pick<Gathering, 'districts' | 'themes'>> {
    const locked = on === this.db ? sql`` : sql`for share`;
    const [found] = await on.run<Pick<Gathering, 'districts' | 'themes'>>(sql`select districts, themes from community where id = ${community} ${locked}`);
    if (!found) throw invalid([{ pointer: '/community', detail: 'There is no such community' }]);
    return found;
  }
}

function termsOf(gathering: Gathering, patch: Patch): GatheringTerms {
  const { community, kind, title, description, place, startsAt, endsAt, topics, attachments, attendance, organisations } = gathering;
  const terms = { community, kind, title, description, place, startsAt, endsAt, topics, attachments, attendance, organisations };
  return eachOnce(patched<GatheringTerms>(terms, patch, GatheringTerms, DERIVED));
}

const eachOnce = <Body extends { topics: string[] }>(body: Body): Body => ({ ...body, topics: [...new Set(body.topics)] });
