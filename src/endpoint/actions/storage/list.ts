import { refuse } from '../../protocol/errors.js';
import { element, iso, type TreeNode } from '../../protocol/xml.js';
import type { StoredObject } from '../../world/storage.js';
import { bucketOf, XMLNS, type StorageAction } from './action.js';

/** Source: S3 API reference, ListObjectsV2. */
const MOST = 1000;

/** One line of the list: an object, or a prefix that several have in common. */
type Entry = { readonly name: string; readonly object?: StoredObject };

export const listObjectsV2: StorageAction = (call) => {
  const { query } = call.request;
  const bucket = bucketOf(call);
  const most = sizeOf(query.get('max-keys'));
  const entries = entriesOf(
    [...bucket.objects.values()],
    query.get('prefix') ?? '',
    query.get('delimiter') ?? '',
  );
  const after = startOf(query);
  const rest = entries.filter(({ name }) => byteOrder(name, after) > 0);
  const page = rest.slice(0, most);
  const next = rest.length > page.length ? page.at(-1)?.name : undefined;
  const named = namer(query);
  const head = {
    Name: bucket.name,
    Prefix: named(query.get('prefix') ?? ''),
    MaxKeys: most,
    KeyCount: page.length,
    IsTruncated: next !== undefined,
    NextContinuationToken: next && Buffer.from(next).toString('base64'),
    ...echoed(query, named),
  };
  const parts = [
    ...Object.entries(head).map(([name, value]) => element(name, value)),
    ...page.map(({ name, object }) =>
      object
        ? element('Contents', contents(object, named(name)))
        : element('CommonPrefixes', { Prefix: named(name) }),
    ),
  ];
  return { status: 200, body: `<ListBucketResult${XMLNS}>${parts.join('')}</ListBucketResult>` };
};

function namer(query: URLSearchParams): (text: string) => string {
  if (query.get('encoding-type') !== 'url') return (text) => text;
  return (text) => encodeURIComponent(text).replaceAll('%2F', '/');
}

/** What comes back as it was asked, where it was. */
function echoed(query: URLSearchParams, named: (text: string) => string): Record<string, string | undefined> {
  const given = (name: string): string | undefined => query.get(name) ?? undefined;
  const delimiter = given('delimiter');
  const startAfter = given('start-after');
  return {
    Delimiter: delimiter && named(delimiter),
    EncodingType: given('encoding-type'),
    ContinuationToken: given('continuation-token'),
    StartAfter: startAfter && named(startAfter),
  };
}

function startOf(query: URLSearchParams): string {
  const token = query.get('continuation-token');
  return token === null ? (query.get('start-after') ?? '') : Buffer.from(token, 'base64').toString();
}

function contents({ at, etag, body, headers }: StoredObject, Key: string): TreeNode {
  const checksum = Object.keys(headers).find((name) => name.startsWith('x-amz-checksum-'));
  return {
    Key,
    LastModified: iso(at),
    ETag: `"${etag}"`,
    ...(checksum !== undefined && {
      ChecksumAlgorithm: checksum.replace('x-amz-checksum-', '').toUpperCase(),
      ChecksumType: 'FULL_OBJECT',
    }),
    Size: body.length,
    StorageClass: 'STANDARD',
  };
}

function entriesOf(objects: readonly StoredObject[], prefix: string, delimiter: string): Entry[] {
  const entries = new Map<string, Entry>();
  for (const object of objects) {
    if (!object.key.startsWith(prefix)) continue;
    const cut = delimiter === '' ? -1 : object.key.indexOf(delimiter, prefix.length);
    const name = cut < 0 ? object.key : object.key.slice(0, cut + delimiter.length);
    entries.set(name, cut < 0 ? { name, object } : { name });
  }
  return [...entries.values()].sort((one, other) => byteOrder(one.name, other.name));
}

function byteOrder(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}

function sizeOf(given: string | null): number {
  const size = given === null ? MOST : Number(given);
  if (!Number.isInteger(size) || size < 0) {
    throw refuse('InvalidArgument', 'Argument maxKeys must be an integer between 0 and 2147483647');
  }
  return Math.min(size, MOST);
}
