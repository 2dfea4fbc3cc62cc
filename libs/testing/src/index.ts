export * from './client.ts';
export * from './describe-with.ts';
export * from './line.ts';
export * from './second-session.ts';
export * from './start-test-service.ts';
export * from './test-database.ts';
export * from './test-issuer.ts';
export * from './test-nats.ts';
