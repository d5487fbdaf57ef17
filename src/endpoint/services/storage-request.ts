import type { StorageRequest } from '../actions/storage/action.js';
import { bucketAndKey } from '../world/storage.js';
import type { Incoming } from './request.js';

/** What of a query tells the reader of the record something. */
const SHOWN = [
  'prefix',
  'delimiter',
  'max-keys',
  'start-after',
  'continuation-token',
  'X-Amz-Expires',
] as const;

/** A request of S3: path style, `/bucket/key`. */
export function readStorageRequest({ method, headers, path, query, body }: Incoming): StorageRequest {
  const params = new URLSearchParams(query);
  const shown = SHOWN.flatMap((name) => {
    const value = params.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  const texts = Object.entries(headers).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value] as const] : [],
  );
  return {
    ...bucketAndKey(path),
    method,
    query: params,
    headers: Object.fromEntries(texts),
    body,
    shown: { ...Object.fromEntries(shown), ...(body.length > 0 && { ContentLength: body.length }) },
  };
}

const OF_SERVICE: Readonly<Record<string, string>> = { GET: 'ListBuckets' };
const OF_BUCKET: Readonly<Record<string, string>> = {
  GET: 'ListObjects',
  PUT: 'CreateBucket',
  HEAD: 'HeadBucket',
  DELETE: 'DeleteBucket',
};
const OF_OBJECT: Readonly<Record<string, string>> = {
  PUT: 'PutObject',
  GET: 'GetObject',
  HEAD: 'HeadObject',
  DELETE: 'DeleteObject',
};

/** Parameters that make another operation of a request. Source: S3 API reference. */
const SUBRESOURCES =
  /^(accelerate|acl|analytics|attributes|cors|delete|encryption|intelligent-tiering|inventory|legal-hold|lifecycle|location|logging|metrics|notification|object-lock|ownershipControls|partNumber|policy|policyStatus|publicAccessBlock|replication|requestPayment|restore|retention|select|session|tagging|torrent|uploadId|uploads|versioning|versions|website)$/;

/** S3 names no operation: method, path and query tell. Those that aren't known here are called by method and sub-resource. */
export function storageActionOf({ method, bucket, key, query, headers }: StorageRequest): string {
  const subresource = [...query.keys()].find((name) => SUBRESOURCES.test(name));
  if (subresource !== undefined) return subresourceAction(method, subresource);
  if (headers['x-amz-copy-source'] !== undefined) return 'CopyObject';
  const names = bucket === '' ? OF_SERVICE : key === '' ? OF_BUCKET : OF_OBJECT;
  const found = names[method] ?? method;
  return found === 'ListObjects' && query.get('list-type') === '2' ? 'ListObjectsV2' : found;
}

function subresourceAction(method: string, subresource: string): string {
  return method === 'GET' && subresource === 'location' ? 'GetBucketLocation' : `${method} ?${subresource}`;
}
