import { z } from 'zod';
import { defineConfig } from './config.ts';

const config = defineConfig('notes', { SAMPLE_DIR: z.string().optional(), NOTES_MAX: z.coerce.number().int() });
const whole = {
  DATABASE_URL: 'postgres://notes@db/notes',
  NATS_URL: 'nats://nats:4222',
  ISSUER_URL: 'https://issuer.example',
  PUBLIC_URL: 'https://fiksu.example/',
  HASH_SECRET: 'x'.repeat(32),
  ENCRYPTION_KEYS: `k1:${Buffer.alloc(32).toString('base64')}`,
  STORAGE_URL: 'file:///var/lib/fiksu/notes',
  NOTES_MAX: '5',
};

const refusal = (environment: Record<string, string>): string => {
  try {
    config.parse(environment);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('not refused');
};

describe('the environment of a service', () => {
  it('is parsed once, with what is usual for the rest', () => {
    expect(config.parse(whole)).toMatchObject({
      SERVICE: 'notes',
      PORT: 3000,
      NOTES_MAX: 5,
      AUDIENCE: 'fiksu',
      TRUST_PROXY: 0,
      ANONYMOUS_WRITES_PER_MINUTE: 60,
      CORS_ORIGINS: ['*'],
      UPLOAD_SILENCE_SECONDS: 60,
      EVENTS_RETENTION_DAYS: 400,
      LOG_LEVEL: 'info',
      PUBLIC_URL: 'https://fiksu.example',
    });
    expect(config.parse({ ...whole, PORT: '8081', SAMPLE_DIR: '/sample', PATH: '/bin' })).toMatchObject({ PORT: 8081, SAMPLE_DIR: '/sample' });
  });

  it('is refused with everything that is missing, not only the first', () => {
    const message = refusal({});
    for (const name of ['notes', 'DATABASE_URL', 'NATS_URL', 'ISSUER_URL', 'PUBLIC_URL', 'HASH_SECRET', 'STORAGE_URL', 'NOTES_MAX'])
      expect(message).toContain(name);
    for (const name of ['PORT:', 'AUDIENCE', 'SAMPLE_DIR', 'JWKS_URL']) expect(message).not.toContain(name);
  });

  it('has both halves of a key of the storage, or none, and says so along with the rest', () => {
    expect(config.parse({ ...whole, S3_ACCESS_KEY_ID: 'id', S3_SECRET_ACCESS_KEY: 'secret' })).toMatchObject({ S3_REGION: 'us-east-1' });
    expect(refusal({ ...whole, S3_ACCESS_KEY_ID: 'id' })).toContain('S3_SECRET_ACCESS_KEY');
    expect(refusal({ ...whole, S3_SECRET_ACCESS_KEY: 'secret', NOTES_MAX: 'many' })).toMatch(/NOTES_MAX[^]*S3_ACCESS_KEY_ID/);
  });

  it.each([
    ['PORT', '70000'],
    ['PORT', 'http'],
    ['DATABASE_URL', 'db'],
    ['ISSUER_URL', ''],
    ['HASH_SECRET', 'short'],
    ['ENCRYPTION_KEYS', 'k1:short'],
    ['WEBHOOKS_ALLOW_PRIVATE', 'perhaps'],
    ['TRUST_PROXY', '-1'],
    ['ANONYMOUS_WRITES_PER_MINUTE', '0'],
    ['CORS_ORIGINS', 'city.example'],
    ['CORS_ORIGINS', 'https://city.example/'],
    ['UPLOAD_SILENCE_SECONDS', '0'],
    ['STORAGE_URL', '/var/lib/fiksu'],
    ['STORAGE_URL', 's3://Not_A_Bucket'],
    ['S3_ENDPOINT', 'minio'],
    ['CLAMAV_URL', 'http://clamd'],
    ['EVENTS_RETENTION_DAYS', '0'],
    ['LOG_LEVEL', 'loud'],
    ['NOTES_MAX', 'many'],
  ])('is refused for a wrong %s, and the secrets are not repeated', (name, value) => {
    const message = refusal({ ...whole, [name]: value });
    expect(message.split('\n').filter((line) => line.startsWith('  '))).toEqual([expect.stringMatching(`^  ${name}: `)]);
    expect(message).not.toContain(whole.HASH_SECRET);
  });
});
