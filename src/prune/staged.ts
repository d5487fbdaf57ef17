import { isAwsFailure } from '../aws/errors.js';
import type { ReadContext, WriteContext } from '../context.js';
import { staged, stagedBy } from '../user-data/staged.js';
import { ageOf, type Tally } from './tally.js';

/** A presigned URL is good for an hour, and no run waits so long for a machine that has it. */
const FETCHED_MS = 86_400_000;

interface Object {
  readonly id: string;
  readonly name: string;
  readonly why: string;
  readonly gib: number;
}

/** Staged user data that no machine can fetch any longer: what was left by a run without a post step. */
export async function findStaged(
  bucket: string,
  { s3, clock }: Pick<WriteContext, 's3'> & Pick<ReadContext, 'clock'>,
): Promise<Object[]> {
  const now = clock.now();
  const found: Object[] = [];
  for await (const { key, at } of staged(bucket, stagedBy(), s3)) {
    const age = now - (at ?? now);
    if (age >= FETCHED_MS)
      found.push({ id: key, name: bucket, why: `staged ${ageOf(age)} ago, and left`, gib: 0 });
  }
  return found;
}

export async function deleteStaged(
  object: Object,
  tally: Tally,
  { s3 }: Pick<WriteContext, 's3'>,
): Promise<void> {
  try {
    await s3('DeleteObject', { Bucket: object.name, Key: object.id });
    tally.gone('object', object);
  } catch (thrown) {
    if (!isAwsFailure(thrown) || thrown.kind === 'credentials') throw thrown;
    tally.failed('object', object, thrown);
  }
}
