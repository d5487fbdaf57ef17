import { refuse } from '../../protocol/errors.js';
import { ACCOUNT, type World } from '../../world/state.js';
import type { StorageBucket } from '../../world/storage.js';

/** A request of S3 as HTTP has it. */
export interface StorageRequest {
  readonly method: string;
  /** Empty when the request is about all buckets. */
  readonly bucket: string;
  /** Empty when the request is about a bucket. */
  readonly key: string;
  readonly query: URLSearchParams;
  /** Under names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** What of it goes into the record. */
  readonly shown: Readonly<Record<string, string | number>>;
}

export interface StorageCall {
  readonly world: World;
  /** What the request was signed for. */
  readonly region: string;
  readonly request: StorageRequest;
  /** Cloud ms. */
  readonly now: number;
}

export interface StorageAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** XML unless it is bytes. */
  readonly body?: string | Buffer;
}

export type StorageAction = (call: StorageCall) => StorageAnswer;

export const XMLNS = ' xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';

/** The bucket that the request is about. Throws NoSuchBucket, AccessDenied for those of others, PermanentRedirect. */
export function bucketOf({ world, region, request }: StorageCall): StorageBucket {
  const bucket = world.storage.get(request.bucket);
  if (!bucket) throw refuse('NoSuchBucket', 'The specified bucket does not exist', 404);
  const expected = request.headers['x-amz-expected-bucket-owner'];
  if (bucket.ownerId !== ACCOUNT || (expected !== undefined && expected !== bucket.ownerId)) {
    throw refuse('AccessDenied', 'Access Denied', 403);
  }
  if (bucket.region !== region) {
    throw refuse(
      'PermanentRedirect',
      'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.',
      301,
    );
  }
  return bucket;
}
