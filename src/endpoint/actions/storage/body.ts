/**
 * The body of a PUT as S3 takes it from the wire, and whether it is what was sent.
 * Source: S3 API reference, "Signature calculations: transferring payload in multiple chunks" and "Checking object integrity".
 */
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { refuse } from '../../protocol/errors.js';
import type { StorageRequest } from './action.js';

export interface Received {
  readonly body: Buffer;
  /** `x-amz-checksum-…`, as they came in headers or trailers. */
  readonly checksums: Readonly<Record<string, string>>;
}

/** @throws ApiError BadDigest, IncompleteBody, InvalidDigest */
export function received({ headers, body }: StorageRequest): Received {
  const chunked =
    headers['x-amz-content-sha256']?.startsWith('STREAMING-') === true ||
    /\baws-chunked\b/.test(headers['content-encoding'] ?? '');
  const { content, trailers } = chunked ? unchunked(body) : { content: body, trailers: {} };
  const length = headers['x-amz-decoded-content-length'];
  if (length !== undefined && Number(length) !== content.length) {
    throw refuse(
      'IncompleteBody',
      'You did not provide the number of bytes specified by the Content-Length HTTP header.',
    );
  }
  const checksums = Object.fromEntries(
    Object.entries({ ...headers, ...trailers }).filter(([name]) => CHECKSUM.test(name)),
  );
  check(content, checksums, headers['content-md5']);
  return { body: content, checksums };
}

const CHECKSUM = /^x-amz-checksum-(crc32|crc32c|crc64nvme|sha1|sha256)$/;

interface Unchunked {
  readonly content: Buffer;
  readonly trailers: Readonly<Record<string, string>>;
}

/** Each chunk: its size in hex, perhaps `;chunk-signature=…`, a line end, its bytes, a line end. The one of size 0 is the last, and trailers follow. */
function unchunked(body: Buffer): Unchunked {
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const end = body.indexOf('\r\n', at);
    const size = /^[0-9a-f]+/i.exec(body.toString('latin1', at, Math.max(end, at)))?.[0];
    if (size === undefined) throw refuse('IncompleteBody', 'The request body terminated unexpectedly');
    const start = end + 2;
    const next = start + parseInt(size, 16);
    if (next === start)
      return { content: Buffer.concat(chunks), trailers: trailersOf(body.toString('latin1', start)) };
    chunks.push(body.subarray(start, next));
    at = next + 2;
  }
}

function trailersOf(text: string): Record<string, string> {
  const lines = text.split('\r\n').flatMap((line) => {
    const [, name, value] = /^([^:]+):\s*(.*)$/.exec(line) ?? [];
    return name === undefined || value === undefined ? [] : [[name.toLowerCase(), value] as const];
  });
  return Object.fromEntries(lines);
}

const DIGESTS: Readonly<Record<string, (content: Buffer) => string>> = {
  'x-amz-checksum-crc32'(content) {
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(content));
    return sum.toString('base64');
  },
  'x-amz-checksum-sha1': (content) => createHash('sha1').update(content).digest('base64'),
  'x-amz-checksum-sha256': (content) => createHash('sha256').update(content).digest('base64'),
};

function check(content: Buffer, checksums: Received['checksums'], md5: string | undefined): void {
  for (const [name, sum] of Object.entries(checksums)) {
    const digest = DIGESTS[name]?.(content);
    if (digest === undefined || digest === sum) continue;
    const algorithm = name.replace('x-amz-checksum-', '').toUpperCase();
    throw refuse('BadDigest', `The ${algorithm} you specified did not match the calculated checksum.`);
  }
  if (md5 !== undefined && md5 !== createHash('md5').update(content).digest('base64')) {
    throw refuse('BadDigest', 'The Content-MD5 you specified did not match what we received.');
  }
}
