import { isAwsFailure } from '../aws/errors.js';
import type { S3Sender } from '../aws/calls.js';
import { staged, stagedBy } from '../user-data/staged.js';
import type { Abouts } from './journal.js';
import type { Undo } from './kinds.js';

/**
 * Deletes staged objects; S3 answers the same whether there was one or not. They are no instances, so none counts as ended. An
 * entry without a key stands for all that the step has staged in the bucket.
 */
export const undoObjects: Undo = async (entries, _limits, { log, s3, step }) => {
  for (const { about, token } of entries) {
    const { bucket } = about as Abouts['object'];
    const keys = token === '' ? await keysOf(bucket, step, s3) : [token];
    if (keys === undefined) {
      log.warn(
        `What this step staged in the bucket ${bucket} may be left there: these credentials may not list it. Its lifecycle rule, or mode prune, deletes it.`,
      );
      continue;
    }
    for (const Key of keys) {
      await s3('DeleteObject', { Bucket: bucket, Key }).catch(unlessNoBucket);
      log.say(`Deleted the staged user data in the bucket ${bucket}.`);
    }
  }
  return { ended: [], unknown: [] };
};

/** Undefined: who may stage need not be allowed to list. */
async function keysOf(bucket: string, step: string, s3: S3Sender): Promise<string[] | undefined> {
  const keys: string[] = [];
  try {
    for await (const { key } of staged(bucket, stagedBy(step), s3)) keys.push(key);
  } catch (thrown) {
    if (isAwsFailure(thrown, 'permission')) return undefined;
    unlessNoBucket(thrown);
  }
  return keys;
}

function unlessNoBucket(thrown: unknown): void {
  if (!isAwsFailure(thrown) || thrown.code !== 'NoSuchBucket') throw thrown;
}
