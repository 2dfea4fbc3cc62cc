/** What tests use of the package, which describes no types of its own. */
declare module 's3rver' {
  interface Terms {
    address: string;
    port: number;
    silent: boolean;
    directory: string;
    configureBuckets: { name: string; configs: unknown[] }[];
  }

  export default class S3rver {
    constructor(terms: Terms);
    run(): Promise<{ port: number }>;
    close(): Promise<void>;
  }
}
