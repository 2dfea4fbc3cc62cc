import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import S3rver from 's3rver';

const bucket = 'fiksu-tests';
/** Those that s3rver takes. */
const credentials = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };

/** A server that speaks S3 with a bucket of a test's own, on a folder that goes with it. */
export class TestS3 {
  private constructor(
    readonly endpoint: string,
    private readonly server: S3rver,
    private readonly folder: string,
  ) {}

  static async start(): Promise<TestS3> {
    const directory = await mkdtemp(join(tmpdir(), 'fiksu-s3-'));
    const server = new S3rver({ address: '127.0.0.1', port: 0, silent: true, directory, configureBuckets: [{ name: bucket, configs: [] }] });
    const { port } = await server.run();
    return new TestS3(`http://127.0.0.1:${port}`, server, directory);
  }

  /** What a storage needs to know to keep bytes here. */
  readonly terms = { bucket, region: 'us-east-1', credentials };

  /** The same as the environment of a service, below a prefix. */
  environment(prefix: string): Record<string, string> {
    return {
      STORAGE_URL: `s3://${bucket}/${prefix}`,
      S3_ENDPOINT: this.endpoint,
      S3_ACCESS_KEY_ID: credentials.accessKeyId,
      S3_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    };
  }

  async stop(): Promise<void> {
    await this.server.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}
