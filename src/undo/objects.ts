import { isAwsFailure } from '../aws/errors.js';
import type { Abouts } from './journal.js';
import type { Undo } from './kinds.js';

/** Deletes staged objects; S3 answers the same whether there was one or not. They are no instances, so none counts as ended. */
export const undoObjects: Undo = async (entries, _limits, { log, s3 }) => {
  for (const { about, token } of entries) {
    const { bucket } = about as Abouts['object'];
    await s3('DeleteObject', { Bucket: bucket, Key: token }).catch((thrown: unknown) => {
      if (!isAwsFailure(thrown) || thrown.code !== 'NoSuchBucket') throw thrown;
    });
    log.say(`Deleted the staged user data in the bucket ${bucket}.`);
  }
  return { ended: [], unknown: [] };
};
