import { isAwsFailure } from '../aws/errors.js';
import type { Undo } from './kinds.js';

/** Deletes staged objects; S3 answers the same whether there was one or not. */
export const undoObjects: Undo = async (entries, _limits, { s3 }) => {
  for (const { token } of entries) {
    const [, Bucket = '', Key = ''] = /^([^/]+)\/(.+)$/s.exec(token) ?? [];
    await s3('DeleteObject', { Bucket, Key }).catch((thrown: unknown) => {
      if (!isAwsFailure(thrown) || thrown.code !== 'NoSuchBucket') throw thrown;
    });
  }
  return { ended: [], unknown: [] };
};
