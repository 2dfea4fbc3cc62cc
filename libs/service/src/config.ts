import { ColumnCipher } from '@fiksu/database';
import { z } from 'zod';
import { uploadSilenceSecondsDefault } from './limits/time-limits.ts';
import { storageAddressOf } from './storage/storage-address.ts';

const portMax = 65_535;
const secretLengthMin = 32;
const poolMaxDefault = 10;
const eventsRetentionDaysDefault = 400;
const anonymousWritesDefault = 60;
const uploadSilenceSecondsMax = 3600;

const isOrigin = (text: string): boolean => text === '*' || (URL.canParse(text) && new URL(text).origin === text);

function areKeys(text: string): boolean {
  try {
    return new ColumnCipher(text).current !== '';
  } catch {
    return false;
  }
}

/** What every service is told by its environment. Secrets come from the environment alone. */
const kitSchema = z.object({
  PORT: z.coerce.number().int().min(0).max(portMax).default(3000),
  HOST: z.string().default('0.0.0.0'),
  DATABASE_URL: z.url(),
  DATABASE_POOL_MAX: z.coerce.number().int().min(1).max(200).default(poolMaxDefault),
  NATS_URL: z.string().min(1),
  /** On how many servers a message is kept; three in production. */
  NATS_STREAM_REPLICAS: z.coerce.number().int().min(1).max(5).default(1),
  /** The `iss` of accepted tokens. */
  ISSUER_URL: z.url(),
  /** Where the issuer's keys are; read from its discovery document when absent. */
  JWKS_URL: z.url().optional(),
  AUDIENCE: z.string().default('fiksu'),
  /** The origin under which consumers reach the platform: used in the `type` of problems. */
  PUBLIC_URL: z.url().transform((url) => url.replace(/\/+$/, '')),
  /** Keys the hashes of addresses, supporters and cursors; the same in all replicas. */
  HASH_SECRET: z.string().min(secretLengthMin),
  /** Encrypt what the database must not tell by itself, `k2:<base64 of 32 bytes>,k1:…`: the first encrypts, all decrypt. */
  ENCRYPTION_KEYS: z.string().refine(areKeys, 'Must be name:key, with 32 bytes in Base64 as the key; several are separated by commas'),
  /** Lets webhooks lead to private addresses, and to http: for development. */
  WEBHOOKS_ALLOW_PRIVATE: z.enum(['true', 'false']).default('false'),
  /** How many requests a minute somebody without a token may write with, by the address; the same for all replicas. */
  ANONYMOUS_WRITES_PER_MINUTE: z.coerce.number().int().min(1).default(anonymousWritesDefault),
  /** Of which origins pages may use the API, with commas between; `*` for all. */
  CORS_ORIGINS: z
    .string()
    .default('*')
    .transform((text) => text.split(',').map((origin) => origin.trim()))
    .refine((origins) => origins.every(isOrigin), 'Must be *, or origins such as https://city.example with commas between them'),
  /** For how long the sender of a file or an import may send nothing, in seconds. */
  UPLOAD_SILENCE_SECONDS: z.coerce.number().positive().max(uploadSilenceSecondsMax).default(uploadSilenceSecondsDefault),
  /** Number of trusted proxies in front, which append to X-Forwarded-For. */
  TRUST_PROXY: z.coerce.number().int().min(0).default(0),
  /** Where files and imports are kept: `file:///folder`, or `s3://bucket/prefix`. The same for all replicas, and of each service its own. */
  STORAGE_URL: z.string().refine((url) => storageAddressOf(url) !== null, 'Must be file:///folder or s3://bucket/prefix'),
  /** Of a server that speaks like S3; Amazon's own without. */
  S3_ENDPOINT: z.url().optional(),
  S3_REGION: z.string().min(1).default('us-east-1'),
  /** Without both, the machine's own identity is used. */
  S3_ACCESS_KEY_ID: z.string().min(1).optional(),
  S3_SECRET_ACCESS_KEY: z.string().min(1).optional(),
  /** Of a clamd (ClamAV) that looks at every file; without, that a file is of its type is all that is checked. */
  CLAMAV_URL: z
    .string()
    .regex(/^tcp:\/\/(\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]+):\d{1,5}$/, 'Must be tcp://host:port')
    .optional(),
  /** For how long what has happened can be read again. */
  EVENTS_RETENTION_DAYS: z.coerce.number().int().min(1).default(eventsRetentionDaysDefault),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});

/** A key of S3 has two halves: with one alone, requests would be signed by whatever identity the machine has. */
function halfOfS3Key({ S3_ACCESS_KEY_ID: id, S3_SECRET_ACCESS_KEY: secret }: Environment): string[] {
  if ((id === undefined) === (secret === undefined)) return [];
  return [id === undefined ? '  S3_ACCESS_KEY_ID: missing beside S3_SECRET_ACCESS_KEY' : '  S3_SECRET_ACCESS_KEY: missing beside S3_ACCESS_KEY_ID'];
}

export type Environment = Record<string, string | undefined>;

/** The kit's part of a service's configuration, as an injectable. */
export abstract class KitConfig {
  abstract readonly SERVICE: string;
  abstract readonly PORT: number;
  abstract readonly HOST: string;
  abstract readonly DATABASE_URL: string;
  abstract readonly DATABASE_POOL_MAX: number;
  abstract readonly NATS_URL: string;
  abstract readonly NATS_STREAM_REPLICAS: number;
  abstract readonly ISSUER_URL: string;
  abstract readonly JWKS_URL?: string | undefined;
  abstract readonly AUDIENCE: string;
  abstract readonly PUBLIC_URL: string;
  abstract readonly HASH_SECRET: string;
  abstract readonly ENCRYPTION_KEYS: string;
  abstract readonly WEBHOOKS_ALLOW_PRIVATE: 'true' | 'false';
  abstract readonly ANONYMOUS_WRITES_PER_MINUTE: number;
  abstract readonly CORS_ORIGINS: string[];
  abstract readonly UPLOAD_SILENCE_SECONDS: number;
  abstract readonly TRUST_PROXY: number;
  abstract readonly STORAGE_URL: string;
  abstract readonly S3_ENDPOINT?: string | undefined;
  abstract readonly S3_REGION: string;
  abstract readonly S3_ACCESS_KEY_ID?: string | undefined;
  abstract readonly S3_SECRET_ACCESS_KEY?: string | undefined;
  abstract readonly CLAMAV_URL?: string | undefined;
  abstract readonly EVENTS_RETENTION_DAYS: number;
  abstract readonly LOG_LEVEL: string;
}

/**
 * The configuration of a service: the kit's variables and its own, parsed once.
 * @throws Error naming every variable that is missing or wrong, not only the first
 */
export function defineConfig<Shape extends z.ZodRawShape>(service: string, shape: Shape) {
  const schema = kitSchema.extend(shape);
  return {
    parse(environment: Environment) {
      const parsed = schema.safeParse(environment);
      const halfKey = halfOfS3Key(environment);
      if (parsed.success && halfKey.length === 0)
        return { ...parsed.data, SERVICE: service } as z.infer<typeof kitSchema> & z.infer<z.ZodObject<Shape>> & { SERVICE: string };
      const faults = [...(parsed.error?.issues ?? []).map((issue) => `  ${issue.path.join('.')}: ${issue.message}`), ...halfKey];
      throw new Error(`${service}: the environment is not complete\n${faults.join('\n')}`);
    },
  };
}
