export * from './nats/nats.ts';
export * from './outbox/messaging-tables.ts';
export * from './consuming/reaction.ts';
