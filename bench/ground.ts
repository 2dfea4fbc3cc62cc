import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { provisionService, startNats, startPostgres } from '@fiksu/embedded';
import { Database, createDataSource, migrate, wholeKept, type Kept } from '@fiksu/service';

const toolsDir = fileURLToPath(new URL('../.fiksu/tools', import.meta.url));
const password = 'for-the-bench-only';

/** PostgreSQL and NATS of a bench's own, with the settings of production; everything is gone afterwards. */
export interface Ground {
  natsUrl: string;
  /** A database of its own with the tables of the kit and these. */
  newDatabase: (name: string, kept: Kept) => Promise<string>;
  stop: () => Promise<void>;
}

export async function startGround(): Promise<Ground> {
  const folder = mkdtempSync(join(tmpdir(), 'fiksu-bench-'));
  const postgres = await startPostgres({ dataDir: join(folder, 'postgres'), log: join(folder, 'postgres.log'), toolsDir });
  const nats = await startNats({ dataDir: join(folder, 'nats'), log: join(folder, 'nats.log'), toolsDir });
  return {
    natsUrl: nats.url,
    newDatabase: async (name, kept) => {
      const { databaseUrl, migrationUrl } = await provisionService(postgres.superuserUrl, name, { service: password, owner: password });
      await migrate(wholeKept(kept), migrationUrl);
      return databaseUrl;
    },
    stop: async () => {
      await nats.stop();
      await postgres.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export const openDatabase = async (url: string, kept: Kept): Promise<Database> =>
  new Database(await createDataSource(kept, { url, poolMax: 10, applicationName: 'bench' }).initialize());
