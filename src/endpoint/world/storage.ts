import { ACCOUNT } from './state.js';

/** What S3 keeps. Buckets have names of their own in all the world, and each is in one region. */
export interface StorageBucket {
  readonly name: string;
  readonly region: string;
  readonly ownerId: string;
  readonly createdAt: number;
  /** By their keys. */
  readonly objects: Map<string, StoredObject>;
}

export interface StoredObject {
  readonly key: string;
  readonly body: Buffer;
  /** The MD5 of the body in hex, as S3's ETag of an object that came in one part. */
  readonly etag: string;
  /** Those that come back as they were given, under names in lower case: `content-type`, `x-amz-meta-…` and the like. */
  readonly headers: Readonly<Record<string, string>>;
  /** Cloud ms. */
  readonly at: number;
}

export function newStorageBucket(
  bucket: Pick<StorageBucket, 'name' | 'region' | 'createdAt'> & { readonly ownerId?: string },
): StorageBucket {
  return { ownerId: ACCOUNT, ...bucket, objects: new Map() };
}

/** The bucket and the key that a path names, `/bucket/key`. Throws URIError where it is not well encoded. */
export function bucketAndKey(pathname: string): { bucket: string; key: string } {
  const [, bucket = '', key = ''] = /^\/([^/]*)\/?([^]*)$/.exec(pathname) ?? [];
  return { bucket: decodeURIComponent(bucket), key: decodeURIComponent(key) };
}
