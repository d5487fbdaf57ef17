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
