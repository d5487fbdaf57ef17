import { pagesOf } from '../aws/pages.js';
import type { S3Sender } from '../aws/calls.js';

const FOLDER = 'ami-launch/';

/** Where a step stages its user data in a bucket; without a step, where all of them do. */
export function stagedBy(step?: string): string {
  return step === undefined ? FOLDER : `${FOLDER}${step}/`;
}

export interface StagedObject {
  readonly key: string;
  /** In ms since 1970. */
  readonly at: number | undefined;
}

/** What is staged in a bucket under a prefix, as S3 lists it. */
export async function* staged(bucket: string, prefix: string, s3: S3Sender): AsyncGenerator<StagedObject> {
  const pages = pagesOf((token) =>
    s3('ListObjectsV2', {
      Bucket: bucket,
      Prefix: prefix,
      ...('NextToken' in token ? { ContinuationToken: token.NextToken } : {}),
    }).then((page) => ({ ...page, NextToken: page.NextContinuationToken })),
  );
  for await (const { Contents = [] } of pages)
    for (const { Key = '', LastModified } of Contents) yield { key: Key, at: LastModified?.getTime() };
}
