import type { Instance } from '@aws-sdk/client-ec2';
import { pagesOf } from '../aws/pages.js';
import { TAG, tagOf } from '../aws/tags.js';
import type { ReadContext } from '../context.js';

export type InstanceState = 'pending' | 'running' | 'shutting-down' | 'terminated' | 'stopping' | 'stopped';

/** An instance as EC2 last showed it. Plain JSON. */
export interface InstanceFacts {
  readonly id: string;
  readonly state: InstanceState;
  /** EC2's own words for why it is in this state. */
  readonly why: string | undefined;
  readonly instanceType: string;
  readonly zone: string | undefined;
  readonly privateIp: string | undefined;
  readonly publicIp: string | undefined;
  readonly publicDns: string | undefined;
  /** Launched by ami-launch, as its tags say. */
  readonly ours: boolean;
  /** By which run of it: `OWNER/REPO/RUN_ID/ATTEMPT`. */
  readonly run?: string;
}

/** By this Auto Scaling tells its instances. Source: Auto Scaling user guide, "Tag Auto Scaling groups and instances". */
const OF_GROUP = 'aws:autoscaling:groupName';

/** DescribeInstances takes at most 200 values in a filter. */
export const LOOK_BATCH = 200;

/**
 * At most `LOOK_BATCH` instances in one call. Asked by filter, not by ID: EC2 fails the whole call for one
 * ID that it doesn't know yet, while a filter just leaves it out.
 */
export async function lookAt(
  ids: readonly string[],
  { ec2 }: Pick<ReadContext, 'ec2'>,
): Promise<InstanceFacts[]> {
  const { Reservations = [] } = await ec2('DescribeInstances', {
    Filters: [{ Name: 'instance-id', Values: [...ids] }],
  });
  return Reservations.flatMap(({ Instances = [] }) => Instances.flatMap(instanceFacts));
}

/**
 * Live instances whose tag has one of these values. All pages. What a group has launched is left out: it belongs to the group,
 * which would only replace it.
 */
export async function findByTag(
  tag: string,
  values: readonly string[],
  { ec2 }: Pick<ReadContext, 'ec2'>,
): Promise<InstanceFacts[]> {
  const found: InstanceFacts[] = [];
  const pages = pagesOf((token) =>
    ec2('DescribeInstances', {
      Filters: [
        { Name: `tag:${tag}`, Values: [...values] },
        { Name: 'instance-state-name', Values: ['pending', 'running', 'stopping', 'stopped'] },
      ],
      // Up to 8 KB each. One page is all for nearly everybody.
      MaxResults: 200,
      ...token,
    }),
  );
  for await (const { Reservations = [] } of pages) {
    const shown = Reservations.flatMap(({ Instances = [] }) => Instances);
    found.push(...shown.filter(({ Tags }) => tagOf(Tags, OF_GROUP) === undefined).flatMap(instanceFacts));
  }
  return found;
}

/** One instance of an answer; none when it has no ID. */
export function instanceFacts(instance: Instance): InstanceFacts[] {
  if (instance.InstanceId === undefined) return [];
  const run = tagOf(instance.Tags, TAG.run);
  return [
    {
      id: instance.InstanceId,
      state: instance.State?.Name ?? 'pending',
      why: instance.StateReason?.Message ?? emptyToUndefined(instance.StateTransitionReason),
      instanceType: instance.InstanceType ?? '',
      zone: instance.Placement?.AvailabilityZone,
      privateIp: emptyToUndefined(instance.PrivateIpAddress),
      publicIp: emptyToUndefined(instance.PublicIpAddress),
      publicDns: emptyToUndefined(instance.PublicDnsName),
      ours: run !== undefined,
      ...(run === undefined ? {} : { run }),
    },
  ];
}

/** Some of them, to be told apart in a line that a reader gets to the end of. */
export function firstOf(ids: readonly string[]): string {
  return ids.length <= 3 ? ids.join(', ') : `${ids.slice(0, 3).join(', ')} and ${ids.length - 3} more`;
}

function emptyToUndefined(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}
