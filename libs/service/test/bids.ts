import { Id, Instant, LocalisedText, Slug } from '@fiksu/contracts';
import { Body, Controller, Injectable, Param, Patch, Post } from '@nestjs/common';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { z } from 'zod';
import {
  Acts,
  By,
  Caller,
  Creates,
  Database,
  May,
  Patches,
  Repository,
  StoredEntity,
  collectionController,
  defineListing,
  equals,
  forbidden,
  illegalTransition,
  newId,
  oneOf,
  patchOf,
  patched,
  raw,
  sql,
  type Sql,
  type Stored,
} from '../src/index.ts';

const BID_STATUSES = ['submitted', 'withdrawn'] as const;
const BidBody = z.strictObject({ tender: Slug, title: LocalisedText, price: z.int().min(0) }).meta({ id: 'BidBody' });
type BidBody = z.infer<typeof BidBody>;
const BidPatch = patchOf(BidBody, 'BidPatch');
const WithdrawBody = z.strictObject({}).meta({ id: 'WithdrawBid' });
const BidView = z
  .object({
    id: Id,
    version: z.int(),
    status: z.enum(BID_STATUSES),
    team: Id,
    tender: Slug,
    title: LocalisedText,
    price: z.int(),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'Bid' });
type BidView = z.infer<typeof BidView>;

interface Bid extends Stored, BidBody {
  status: (typeof BID_STATUSES)[number];
  team: string;
}

@Entity('bid')
export class BidEntity extends StoredEntity implements Bid {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') status!: Bid['status'];
  @Column('uuid') team!: string;
  @Column('text') tender!: string;
  @Column('jsonb') title!: LocalisedText;
  @Column('integer') price!: number;
}

export const bidTables = `
  create table tender (id text primary key, closes_at timestamptz not null);
  create table bid (
    id uuid primary key, version integer not null, status text not null, team uuid not null, tender text not null, title jsonb not null, price integer not null,
    created_at timestamptz not null, updated_at timestamptz not null, unique (tender, team)
  )`;

/** Sealed, as applications are: until its tender closes, by the clock of the database, a bid is its team's and nobody else's. */
@Injectable()
export class BidRepository extends Repository<Bid, BidView> {
  constructor(db: Database) {
    super(db, BidEntity, 'bids');
  }

  override visibleTo(by: Caller): Sql {
    const own = sql`team = ${by.is('partner') ? (by.claims?.org ?? null) : null}::uuid`;
    if (!by.is('admin', 'coordinator')) return own;
    return sql`${own} or exists (select from tender where tender.id = bid.tender and closes_at <= clock_timestamp())`;
  }

  override view(bid: Bid): BidView {
    return bid;
  }

  override mayChange({ team }: Bid, by: Caller): void {
    if (by.claims?.org !== team) throw forbidden('It is another team’s');
  }
}

const listing = defineListing({
  filters: { status: oneOf(z.enum(BID_STATUSES), raw('status')), tender: equals(Slug, raw('tender')), team: equals(Id, raw('team')) },
  sorts: { price: { column: raw('price'), type: 'integer' } },
  search: (words) => sql`title::text ilike '%' || ${words} || '%'`,
});

@Controller('bids')
export class BidsController extends collectionController(listing, BidView, {
  one: 'Bid',
  many: 'Bids',
  may: ['admin', 'coordinator', 'partner'],
  sees: { admin: 'those whose tender has closed', coordinator: 'those whose tender has closed', partner: 'those of its own organisation' },
}) {
  constructor(private readonly bids: BidRepository) {
    super(bids);
  }

  @Post()
  @May('partner')
  @Creates(BidView, { id: 'createBid', summary: 'Bid', location: '/bids/{id}' })
  async create(@Body({ schema: BidBody }) body: BidBody, @By() by: Caller) {
    const team = by.claims?.org;
    if (!team) throw forbidden('Your token names no organisation');
    return this.bids.create({ ...body, id: newId(), version: 1, status: 'submitted', team, createdAt: by.at, updatedAt: by.at }, by);
  }

  @Patch(':id')
  @May('partner')
  @Patches(BidView, { id: 'changeBid', summary: 'Change a bid' })
  change(@Param('id') id: string, @Body({ schema: BidPatch }) patch: Record<string, unknown>, @By() by: Caller) {
    const decide = (bid: Bid) => ({ ...bid, ...patched<BidBody>({ tender: bid.tender, title: bid.title, price: bid.price }, patch, BidBody) });
    return this.bids.change(id, by, { action: 'change', decide });
  }

  @Post(':id/withdraw')
  @May('partner')
  @Acts(BidView, { id: 'withdrawBid', summary: 'Withdraw a bid' })
  withdraw(@Param('id') id: string, @Body({ schema: WithdrawBody }) _body: object, @By() by: Caller) {
    const decide = (bid: Bid): Bid => {
      if (bid.status === 'withdrawn') throw illegalTransition('withdraw', 'withdrawn', []);
      return { ...bid, status: 'withdrawn' };
    };
    return this.bids.change(id, by, { action: 'withdraw', decide });
  }
}
