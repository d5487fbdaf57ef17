import { refuseUnknown, type Call } from '../actions/action.js';
import { carryOut } from '../actions/launch/launch.js';
import { candidateSubnets, networkWish } from '../actions/launch/network.js';
import { readOrder } from '../actions/launch/read.js';
import { runInstances } from '../actions/run-instances.js';
import { ApiError, refuse } from '../protocol/errors.js';
import { flag, whole, type Params } from '../protocol/query.js';
import { SECOND } from '../world/durations.js';
import { addActivity, endActivity, second } from '../world/scaling/activity.js';
import type { Member } from '../world/scaling/member.js';
import type { LaunchSource } from '../world/scaling/source.js';
import type { Instance, Subnet } from '../world/state.js';
import { candidatesOf, type Candidate } from './candidates.js';
import { asSpot, spotAmong } from './market.js';
import type { Stage } from './stage.js';
import { spread, subnetsOf } from './subnets.js';

export interface LaunchWish {
  readonly count: number;
  readonly source: LaunchSource;
  readonly by: Member['by'];
  /** From `InService` to when they count, in ms. */
  readonly warmup: number;
  /** For the warm pool. */
  readonly warm?: true;
  /** Of the nth of them, from 0. */
  readonly cause: (index: number) => string;
}

/** How long a group waits after its first launch that failed; twice as long after each further. From memory: AWS doesn't tell. */
const FIRST_WAIT = 15 * SECOND;
const LONGEST_WAIT = 300 * SECOND;

export function launchFailed({ group, now }: Stage): void {
  group.launchesFrom = now + Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.min(group.failures, 10));
  group.failures += 1;
}

/**
 * Launches so many instances, or as many of them as can be had: of the first kind that there is, and where one zone has
 * none in the others. What was refused becomes an activity, and the group waits before it tries again.
 */
export function launchMembers(stage: Stage, wish: LaunchWish): Member[] {
  const made: Member[] = [];
  const spot = spotAmong(stage, wish.source, wish.count);
  launchInMarket(stage, { ...wish, count: wish.count - spot }, { made, market: {} });
  if (spot > 0) {
    launchInMarket(stage, { ...wish, count: made.length + spot }, { made, market: asSpot(wish.source) });
  }
  if (made.length < wish.count) launchFailed(stage);
  return made;
}

/** Until there are as many as wished for, with those that were made before. */
function launchInMarket(
  stage: Stage,
  wish: LaunchWish,
  { made, market }: { made: Member[]; market: Params },
): void {
  if (made.length >= wish.count) return;
  for (const { params, ...candidate } of candidatesNow(stage, wish)) {
    if (made.length >= wish.count) return;
    launchFrom(stage, wish, { candidate: { ...candidate, params: { ...params, ...market } }, made });
  }
}

/** Another zone may have what one lacks. */
const OF_THE_ZONE: ReadonlySet<string> = new Set([
  'InsufficientInstanceCapacity',
  'InsufficientFreeAddressesInSubnet',
  'Unsupported',
]);

function launchFrom(
  stage: Stage,
  wish: LaunchWish,
  { candidate, made }: { candidate: Candidate; made: Member[] },
): void {
  const refused = new Set<Subnet>();
  const shares = spread(stage, wish.count - made.length);
  const rest = subnetsOf(stage).map((subnet) => [subnet, Infinity] as const);
  for (const [subnet, most] of [...shares, ...rest]) {
    const count = Math.min(most, wish.count - made.length);
    if (count < 1 || refused.has(subnet)) continue;
    const { instances, error } = launchSome(stage, candidate, { subnet, count });
    for (const instance of instances)
      made.push(join(stage, instance, { wish, candidate, index: made.length }));
    if (!error) continue;
    refused.add(subnet);
    addFailure(stage, wish, { error, subnet, index: made.length, candidate });
    if (!OF_THE_ZONE.has(error.code)) return;
  }
}

function candidatesNow(stage: Stage, wish: LaunchWish): Candidate[] {
  try {
    return candidatesOf(stage, wish.source);
  } catch (thrown) {
    if (!(thrown instanceof ApiError)) throw thrown;
    addFailure(stage, wish, { error: thrown, index: 0 });
    return [];
  }
}

interface Some {
  readonly instances: readonly Instance[];
  readonly error?: ApiError;
}

/** All of them at once; where that is refused, one by one up to the first that is. */
function launchSome(
  stage: Stage,
  candidate: Candidate,
  { subnet, count }: { subnet: Subnet; count: number },
): Some {
  const whole = tried(stage, candidate, { subnet, count });
  if (!whole.error || count === 1) return whole;
  const instances: Instance[] = [];
  for (;;) {
    const one = tried(stage, candidate, { subnet, count: 1 });
    instances.push(...one.instances);
    if (one.error) return { instances, error: one.error };
    if (instances.length === count) return { instances };
  }
}

function tried(
  { world, region, host, group, now }: Stage,
  { params, origin }: Candidate,
  { subnet, count }: { subnet: Subnet; count: number },
): Some {
  const call: Call = {
    world,
    region,
    host,
    now,
    // Not one of EC2's own: those have token buckets, which Auto Scaling doesn't draw on.
    action: 'AutoScaling',
    params: { ...placed(params, subnet), MinCount: String(count), MaxCount: String(count) },
    without: new Set(),
  };
  try {
    refuseUnknown(runInstances, call.params);
    const wish = networkWish(call);
    const order = readOrder(call, { origin, wish, subnets: candidateSubnets(call, wish) });
    const { instance: tags } = order.asked.tags;
    for (const { key, value, propagates } of group.tags) if (propagates) tags.set(key, value);
    tags.set('aws:autoscaling:groupName', group.name);
    return { instances: carryOut(call, order) };
  } catch (thrown) {
    if (thrown instanceof ApiError) return { instances: [], error: thrown };
    throw thrown;
  }
}

/** The group says where; a template with a network interface has to be told so there. */
function placed({ Placement: placement, ...params }: Params, { id }: Subnet): Params {
  const elsewhere =
    typeof placement === 'object' ? { Placement: { ...placement, AvailabilityZone: undefined } } : {};
  const { NetworkInterface: interfaces } = params;
  if (typeof interfaces !== 'object') return { ...params, ...elsewhere, SubnetId: id };
  const [[number, first] = []] = Object.entries(interfaces);
  if (number === undefined || typeof first !== 'object') {
    throw refuse('InvalidParameterValue', 'The network interface of the launch template is invalid.');
  }
  return {
    ...params,
    ...elsewhere,
    NetworkInterface: { ...interfaces, [number]: { ...first, SubnetId: id } },
  };
}

function join(
  { group, now }: Stage,
  instance: Instance,
  { wish, candidate, index }: { wish: LaunchWish; candidate: Candidate; index: number },
): Member {
  const member: Member = {
    instance,
    from: candidate.from,
    by: wish.by,
    warmup: wish.warmup,
    lifecycle: wish.warm ? 'Warmed:Pending' : 'Pending',
    healthy: true,
    replaced: false,
    balancerSaysUnhealthy: false,
    protected: flag(group.data, 'NewInstancesProtectedFromScaleIn') ?? false,
    activity: addActivity(group.activities, {
      description: `Launching a new EC2 instance${wish.warm ? ' into warm pool' : ''}: ${instance.id}`,
      cause: wish.cause(index),
      startedAt: now,
      status: 'PreInService',
      place: instance,
    }),
  };
  group.members.set(instance.id, member);
  return member;
}

interface Failure {
  readonly error: ApiError;
  readonly subnet?: Subnet;
  readonly candidate?: Candidate;
  readonly index: number;
}

function addFailure(
  { group, now }: Stage,
  { source, cause }: LaunchWish,
  { error, subnet, index, candidate }: Failure,
): void {
  const words = /[.!]$/.test(error.message) ? error.message : `${error.message}.`;
  const told = source.mixedInstances
    ? `Could not launch ${candidate && 'InstanceMarketOptions' in candidate.params ? 'Spot' : 'On-Demand'} Instances. ${error.code} - ${words}`
    : words;
  const activity = addActivity(group.activities, {
    description: 'Launching a new EC2 instance',
    cause: cause(index),
    startedAt: now,
    status: 'Failed',
    ...(subnet && { place: { subnetId: subnet.id, zone: subnet.zone } }),
  });
  endActivity(activity, 'Failed', now, `${told} Launching EC2 instance failed.`);
}

/** In ms. Undefined where the group doesn't say. */
export function defaultWarmup({ group }: Pick<Stage, 'group'>): number | undefined {
  const seconds = whole(group.data, 'DefaultInstanceWarmup');
  return seconds === undefined || seconds < 0 ? undefined : seconds * SECOND;
}

export function started(at: number, from: number): (index: number) => string {
  return (index) =>
    `At ${second(at)} an instance was started in response to a difference between desired and actual capacity, ` +
    `increasing the capacity from ${from + index} to ${from + index + 1}.`;
}
