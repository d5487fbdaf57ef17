import { presigned } from '../protocol/presigned.js';
import type { World } from '../world/state.js';
import { bucketAndKey } from '../world/storage.js';

/**
 * What a machine gets that fetches a URL at a time (cloud ms): the object, if there is one and the URL's signature still
 * holds. A machine has no credentials of its own, and every host name stands for this endpoint.
 *
 * Machines are told what will become of them when they start, so what is deleted while one boots is there for it still.
 */
export function staged({ storage, clock }: World, url: URL, at: number): Buffer | undefined {
  const until = presigned(url.searchParams, clock)?.until;
  if (until === undefined || at > until) return undefined;
  const { bucket, key } = bucketAndKey(url.pathname);
  return storage.get(bucket)?.objects.get(key)?.body;
}
