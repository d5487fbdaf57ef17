import type { UpdateAutoScalingGroupType } from '@aws-sdk/client-auto-scaling';
import type { NewGroupPart } from '../inputs/request.js';
import type { Group } from './group.js';

/** What is to be changed of a group. */
export interface Settings {
  readonly input: Omit<UpdateAutoScalingGroupType, 'AutoScalingGroupName'>;
  /** In words, a part of a sentence each: `3 instances (before: 1)`. */
  readonly said: readonly string[];
}

interface Difference {
  readonly input: Settings['input'];
  readonly said: string;
}

/** What an update has to say for the group to be as the inputs want it. Pure. */
export function settingsToChange(
  wanted: NewGroupPart,
  warmupMs: number | undefined,
  group: Pick<Group, 'shown' | 'subnetIds'>,
): Settings {
  const { shown } = group;
  return settings([
    sizes(wanted, group),
    subnets(wanted, group),
    healthCheck(wanted, group),
    seconds('HealthCheckGracePeriod', 'health check grace period', wanted.healthCheckGraceMs, shown),
    seconds('DefaultInstanceWarmup', 'warm-up', warmupMs, shown),
  ]);
}

/** The same of its size alone. Pure. */
export function sizesToChange(wanted: NewGroupPart, group: Pick<Group, 'shown'>): Settings {
  return settings([sizes(wanted, group)]);
}

function settings(all: readonly (Difference | undefined)[]): Settings {
  const differences = all.filter((one) => one !== undefined);
  return {
    input: Object.assign({}, ...differences.map(({ input }) => input)) as Settings['input'],
    said: differences.map(({ said }) => said),
  };
}

function sizes({ count }: NewGroupPart, { shown }: Pick<Group, 'shown'>): Difference | undefined {
  const { MinSize = 0, MaxSize = 0, DesiredCapacity = 0 } = shown;
  if (count === undefined) return undefined;
  if ([MinSize, MaxSize, DesiredCapacity].every((size) => size === count)) return undefined;
  return {
    input: { MinSize: count, MaxSize: count, DesiredCapacity: count },
    said: `${count} instances (before: ${DesiredCapacity}, between ${MinSize} and ${MaxSize})`,
  };
}

/** Whether the group is to have fewer instances than it has. */
export function shrinks({ count }: NewGroupPart, { desired }: Pick<Group, 'desired'>): boolean {
  return count !== undefined && count < desired;
}

function subnets(
  { subnetIds: wanted }: NewGroupPart,
  { subnetIds: now }: Pick<Group, 'subnetIds'>,
): Difference | undefined {
  if (sameSet(wanted, now)) return undefined;
  return {
    input: { VPCZoneIdentifier: wanted.join(',') },
    said: `the subnets ${wanted.join(', ')} (before: ${now.join(', ')})`,
  };
}

/** Which counts beside EC2's own, that cannot be left out. Source: Auto Scaling API reference, `HealthCheckType`. */
function healthCheck(
  { healthCheckType: given, targetGroupArns = [] }: NewGroupPart,
  { shown }: Pick<Group, 'shown'>,
): Difference | undefined {
  const others = (types: string) => types.split(',').filter((one) => one !== '' && one !== 'EC2');
  const { HealthCheckType: now = 'EC2' } = shown;
  // Of a group that nobody has given any, as of a new one.
  const byTargets = targetGroupArns.length > 0 && others(now).length === 0 ? 'elb' : undefined;
  const wanted = (given ?? byTargets)?.toUpperCase();
  if (wanted === undefined) return undefined;
  if (sameSet(others(wanted), others(now))) return undefined;
  return { input: { HealthCheckType: wanted }, said: `health checks by ${wanted} (before: ${now})` };
}

function seconds(
  name: 'HealthCheckGracePeriod' | 'DefaultInstanceWarmup',
  what: string,
  ms: number | undefined,
  shown: Group['shown'],
): Difference | undefined {
  if (ms === undefined) return undefined;
  const wanted = Math.ceil(ms / 1000);
  const { [name]: now } = shown;
  if (now === wanted) return undefined;
  return { input: { [name]: wanted }, said: `a ${what} of ${wanted} s (before: ${now ?? 'none'})` };
}

/** Target groups that the group is to come to belong to, and those that it is to leave. */
export function targetsToChange(
  { targetGroupArns: wanted }: NewGroupPart,
  { shown }: Pick<Group, 'shown'>,
): { readonly attach: string[]; readonly detach: string[] } {
  if (wanted === undefined) return { attach: [], detach: [] };
  const { TargetGroupARNs: now = [] } = shown;
  return {
    attach: wanted.filter((arn) => !now.includes(arn)),
    detach: now.filter((arn) => !wanted.includes(arn)),
  };
}

function sameSet(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((one) => others.includes(one));
}

/** `a, b and c` */
export function joined(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`;
}
