import { constants, gzipSync } from 'node:zlib';

/** RFC 1952, 2.3: the byte that says on what system it was packed, and its value for "unknown". */
const SYSTEM = 9;
const UNKNOWN_SYSTEM = 255;

/**
 * How many symbols share one code (zlib: `memLevel`, 8 by default). Scripts change their tone from part to part: codes for
 * fewer make user data 0.3 to 1 % smaller, those for more only larger.
 */
const SHORT_BLOCKS = 6;

/** Bytes packed as small as zlib can. The same bytes on every operating system; there is no time in it. */
export function gzip(bytes: Uint8Array): Buffer {
  const packed = gzipSync(bytes, { level: constants.Z_BEST_COMPRESSION, memLevel: SHORT_BLOCKS });
  packed[SYSTEM] = UNKNOWN_SYSTEM;
  return packed;
}
