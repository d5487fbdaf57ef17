import { createHash } from 'node:crypto';
import { refuse } from '../../protocol/errors.js';
import type { StoredObject } from '../../world/storage.js';
import { bucketOf, type StorageAction, type StorageCall } from './action.js';
import { received, type Received } from './body.js';

/** What an object keeps of the request that made it. Source: S3 API reference, PutObject. */
const KEPT =
  /^(x-amz-meta-.*|x-amz-server-side-encryption.*|x-amz-tagging|cache-control|content-disposition|content-language|expires)$/;

export const putObject: StorageAction = (call) => {
  const { request, now } = call;
  const bucket = bucketOf(call);
  if (request.headers['if-none-match'] === '*' && bucket.objects.has(request.key)) {
    throw refuse('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412);
  }
  const { body, checksums } = received(request);
  const object = storedObject(request.key, body, now, headersOf(request.headers, checksums));
  bucket.objects.set(object.key, object);
  return { status: 200, headers: { etag: `"${object.etag}"`, ...encryption(object), ...checksums } };
};

function headersOf(
  headers: Readonly<Record<string, string>>,
  checksums: Received['checksums'],
): Readonly<Record<string, string>> {
  const encodings = (headers['content-encoding'] ?? '')
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '' && each !== 'aws-chunked');
  return {
    'content-type': headers['content-type'] ?? 'binary/octet-stream',
    ...(encodings.length > 0 && { 'content-encoding': encodings.join(',') }),
    ...Object.fromEntries(Object.entries(headers).filter(([name]) => KEPT.test(name))),
    ...checksums,
  };
}

export function storedObject(
  key: string,
  body: Buffer,
  at: number,
  headers: Readonly<Record<string, string>>,
): StoredObject {
  return { key, body, etag: createHash('md5').update(body).digest('hex'), headers, at };
}

/** Every object is encrypted, with S3's own key if with no other. Source: S3 user guide, "Default encryption FAQ". */
function encryption({ headers }: StoredObject): Record<string, string> {
  return { 'x-amz-server-side-encryption': headers['x-amz-server-side-encryption'] ?? 'AES256' };
}

function objectOf(call: StorageCall): StoredObject {
  const found = bucketOf(call).objects.get(call.request.key);
  if (!found) throw refuse('NoSuchKey', 'The specified key does not exist.', 404);
  return found;
}

/** Checksums are answered only when asked for, tags never. */
function answered({ request }: StorageCall, object: StoredObject): Record<string, string> {
  const wantsChecksum = request.headers['x-amz-checksum-mode'] === 'ENABLED';
  const shown = Object.entries(object.headers).filter(
    ([name]) => name !== 'x-amz-tagging' && (wantsChecksum || !name.startsWith('x-amz-checksum-')),
  );
  return {
    ...Object.fromEntries(shown),
    ...encryption(object),
    ...(wantsChecksum && { 'x-amz-checksum-type': 'FULL_OBJECT' }),
    etag: `"${object.etag}"`,
    'last-modified': new Date(object.at).toUTCString(),
    'accept-ranges': 'bytes',
    'content-length': String(object.body.length),
  };
}

export const getObject: StorageAction = (call) => {
  const object = objectOf(call);
  return { status: 200, headers: answered(call, object), body: object.body };
};

export const headObject: StorageAction = (call) => ({
  status: 200,
  headers: answered(call, objectOf(call)),
});

/** What isn't there is deleted, too. */
export const deleteObject: StorageAction = (call) => {
  bucketOf(call).objects.delete(call.request.key);
  return { status: 204 };
};
