import { constants, gzipSync } from 'node:zlib';

/** RFC 1952, 2.3: the byte that says on what system it was packed, and its value for "unknown". */
const SYSTEM = 9;
const UNKNOWN_SYSTEM = 255;

/** Bytes packed as small as gzip can. The same bytes on every operating system; there is no time in it. */
export function gzip(bytes: Uint8Array): Buffer {
  const packed = gzipSync(bytes, { level: constants.Z_BEST_COMPRESSION });
  packed[SYSTEM] = UNKNOWN_SYSTEM;
  return packed;
}
