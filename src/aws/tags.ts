import type { Tag, TagSpecification, ResourceType } from '@aws-sdk/client-ec2';
import type { RunInfo } from '../context.js';

/** The contract: what each tag of ours is called. */
export const TAG = {
  role: 'ami-launch:role',
  run: 'ami-launch:run',
  step: 'ami-launch:step',
  base: 'ami-launch:base',
  signal: 'ami-launch:signal',
} as const;

/** Tags that users may not set: they are how we find what is ours. */
export const OUR_PREFIX = 'ami-launch:';

/** `OWNER/REPO/RUN_ID/ATTEMPT`: shared by all jobs and matrix legs of a run. */
export function runTag(run: RunInfo): string {
  return `${run.repository}/${run.runId}/${run.attempt}`;
}

/** The same tags on each kind of thing that a call makes. */
export function tagSpecifications(
  resources: readonly ResourceType[],
  tags: Readonly<Record<string, string>>,
): TagSpecification[] {
  const list: Tag[] = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  return resources.map((ResourceType) => ({ ResourceType, Tags: list }));
}

/** An EC2 tag list as a plain object. */
export function tagsOf(tags: readonly Tag[] | undefined): Record<string, string> {
  return Object.fromEntries(
    (tags ?? []).flatMap(({ Key, Value }) => (Key === undefined ? [] : [[Key, Value ?? '']])),
  );
}
