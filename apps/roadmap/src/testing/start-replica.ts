import type { AddressInfo } from 'node:net';
import { createService, type Role } from '@fiksu/service';
import { Client, testEnvironment, type TestService, type TokenTerms } from '@fiksu/testing';
import { roadmap } from '../roadmap.ts';

export interface Replica {
  as: (role: Role, terms?: TokenTerms) => Promise<Client>;
  stop: () => Promise<void>;
}

/** A second instance on the same database, with connections and memory of its own, as another pod has them. */
export async function startReplica({ database, issuer }: TestService): Promise<Replica> {
  const app = await createService(roadmap, testEnvironment(database.url, issuer.url));
  await app.listen(0, '127.0.0.1');
  const origin = `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;
  return { as: async (role, terms) => new Client(origin, '/roadmap/v1', await issuer.token(role, terms)), stop: () => app.close() };
}
