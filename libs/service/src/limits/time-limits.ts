/**
 * For how long a connection may say nothing. Longer than the slowest statement and than the 15 s between the signs of life
 * of a live stream; an upload that goes on is never silent.
 */
const silentMsMax = 120_000;
/** For how long a whole request may be on its way: 200 MiB over a line of a megabit a second take less than half an hour. */
const requestMsMax = 1_800_000;
/** For how long its headers may: nobody holds a connection by sending a letter now and then. */
const headersMsMax = 20_000;
/** For how long the sender of a file or an import may send nothing while it is waited for: a line that is this long without a byte is lost. `UPLOAD_SILENCE_SECONDS` tells another. */
export const uploadSilenceSecondsDefault = 60;
/** How many bytes of headers are read, the address with them; more are 431. A token of an issuer with many roles takes a quarter. */
export const headerBytesMax = 16_384;
/** Longer than the load balancers in front keep one, so that none of them sends into a connection that is being closed. */
const keepAliveMs = 75_000;

/** The time limits of Fastify and Node, each on purpose. */
export const timeLimits = {
  connectionTimeout: silentMsMax,
  requestTimeout: requestMsMax,
  keepAliveTimeout: keepAliveMs,
  http: { headersTimeout: headersMsMax, maxHeaderSize: headerBytesMax },
} as const;
