import type { Tag, TagSpecification, ResourceType } from '@aws-sdk/client-ec2';
import type { RunInfo } from '../context.js';

/** The contract: what each tag of ours is called. */
export const TAG = {
  role: 'ami-launch:role',
  run: 'ami-launch:run',
  step: 'ami-launch:step',
  base: 'ami-launch:base',
  /** 64 hex digits: what an image holds, or a builder is building. */
  fingerprint: 'ami-launch:fingerprint',
  /** `web-al2023-x86_64`: images of one lineage replace each other. */
  lineage: 'ami-launch:lineage',
  /** On images: the beginnings of the fingerprints of all their layers, in order. */
  chain: 'ami-launch:chain',
  /** On images: seconds that their builder and their imaging took, to know when to look the next time. */
  bakeTimes: 'ami-launch:bake-times',
  signal: 'ami-launch:signal',
  /** On groups: `VERSION STEP`, as long as a step rolls the group to a version that nobody has found good yet. */
  rolling: 'ami-launch:rolling',
  /** ISO 8601: when an instance with a `ttl-minutes` ends itself. */
  expires: 'ami-launch:expires',
  /** `OWNER/REPO/NAME`: the GitHub environment that an instance was deployed to, its name in lower case. */
  environment: 'ami-launch:environment',
  /** On images: what the conditions took at an earlier launch, to know when to look. */
  readyTimes: 'ami-launch:ready-times',
} as const;

/** `OWNER/REPO/RUN_ID/ATTEMPT`: shared by all jobs and matrix legs of a run. */
export function runTag(run: RunInfo): string {
  return `${run.repository}/${run.runId}/${run.attempt}`;
}

/**
 * `OWNER/REPO/NAME`: other repositories may have an environment of the same name. To GitHub `Preview` and `preview` are
 * one environment, but to EC2 two values of a tag. Source: GitHub's documentation, "Managing environments for deployment".
 */
export function environmentTag({ repository }: RunInfo, environment: string): string {
  return `${repository}/${environment.toLowerCase()}`;
}

/** The same tags on each kind of thing that a call makes, over those that a launch template has for it. */
export function tagSpecifications(
  resources: readonly ResourceType[],
  tags: Readonly<Record<string, string>>,
  template: readonly Pick<TagSpecification, 'ResourceType' | 'Tags'>[] = [],
): TagSpecification[] {
  const ours: Tag[] = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  const own = (type: ResourceType) =>
    template
      .filter(({ ResourceType }) => ResourceType === type)
      .flatMap(({ Tags = [] }) => Tags.filter(({ Key }) => Key !== undefined && !(Key in tags)));
  const others = template.filter(({ ResourceType }) => ResourceType && !resources.includes(ResourceType));
  return [
    ...resources.map((ResourceType) => ({ ResourceType, Tags: [...own(ResourceType), ...ours] })),
    ...others,
  ];
}

/** The value of a tag; undefined where there is none. */
export function tagOf(tags: readonly Tag[] | undefined, key: string): string | undefined {
  return tags?.find(({ Key }) => Key === key)?.Value;
}
