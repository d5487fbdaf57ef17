import type { World } from '../../world/state.js';
import type { JsonInput } from '../json-action.js';

/** Whether S3 has what a revision names. What is at GitHub is taken for granted. */
export function revisionExists({ storage }: World, { s3Location: location }: JsonInput): boolean {
  if (typeof location !== 'object' || location === null) return true;
  const { bucket, key, eTag } = location as Readonly<Record<string, unknown>>;
  const found = storage.get(String(bucket))?.objects.get(String(key));
  return found !== undefined && (eTag === undefined || eTag === found.etag);
}
