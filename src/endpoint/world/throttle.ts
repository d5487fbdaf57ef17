import { refuse } from '../protocol/errors.js';
import { has, type Params } from '../protocol/query.js';
import type { Region } from './state.js';

/** Tokens in the bucket as of a time (cloud ms). */
export interface Bucket {
  tokens: number;
  at: number;
}

interface Rate {
  readonly capacity: number;
  readonly perSecond: number;
}

const rate = (capacity: number, perSecond: number): Rate => ({ capacity, perSecond });

const READING = rate(100, 20);
const READING_ALL = rate(50, 10);
const WRITING = rate(50, 5);

/** Source: EC2 developer guide, "Request throttling": per account, region and action. */
const RATES: Readonly<Record<string, Rate>> = {
  RunInstances: rate(5, 2),
  StartInstances: rate(5, 2),
  TerminateInstances: rate(100, 5),
  CreateTags: rate(100, 10),
  DeleteTags: rate(100, 10),
  DeregisterImage: rate(100, 5),
  ModifyImageAttribute: rate(100, 5),
  CreateSnapshot: rate(100, 5),
  DeleteSnapshot: rate(100, 5),
  ModifySnapshotAttribute: rate(100, 5),
  CopyImage: rate(100, 1),
  CreateLaunchTemplateVersion: rate(100, 5),
  ModifyLaunchTemplate: rate(100, 5),
};

/** These have a smaller bucket when asked with neither IDs, filters nor a page size. */
const COSTLY_WHEN_UNBOUNDED: ReadonlySet<string> = new Set([
  'DescribeInstances',
  'DescribeInstanceStatus',
  'DescribeSnapshots',
  'DescribeVolumes',
  'DescribeSecurityGroups',
]);

const BOUNDS = ['Filter', 'MaxResults', 'InstanceId', 'SnapshotId', 'VolumeId', 'GroupId', 'GroupName'];

/** Counted beside the requests: how many instances one request is about. */
const RESOURCE_RATES: Readonly<Record<string, Rate>> = {
  RunInstances: rate(1000, 2),
  StartInstances: rate(1000, 2),
  TerminateInstances: rate(1000, 20),
  StopInstances: rate(1000, 20),
};

/** Takes one request token, or refuses as EC2 does. */
export function spendRequest(region: Region, action: string, params: Params, now: number): void {
  const unbounded = COSTLY_WHEN_UNBOUNDED.has(action) && !BOUNDS.some((name) => has(params, name));
  spend(region, unbounded ? `${action} unbounded` : action, {
    rate: rateOf(action, unbounded),
    count: 1,
    now,
  });
}

/** Takes tokens for the instances that a request is about; as many as there are when it asks for more than fit. */
export function spendResources(region: Region, action: string, count: number, now: number): void {
  const rate = RESOURCE_RATES[action];
  if (rate) spend(region, `${action} resources`, { rate, count: Math.min(count, rate.capacity), now });
}

function rateOf(action: string, unbounded: boolean): Rate {
  if (unbounded) return READING_ALL;
  return RATES[action] ?? (/^(Describe|Get)/.test(action) ? READING : WRITING);
}

function spend(
  region: Region,
  name: string,
  { rate, count, now }: { rate: Rate; count: number; now: number },
): void {
  const bucket = region.buckets.get(name) ?? { tokens: rate.capacity, at: now };
  region.buckets.set(name, bucket);
  bucket.tokens = Math.min(rate.capacity, bucket.tokens + ((now - bucket.at) / 1000) * rate.perSecond);
  bucket.at = now;
  if (bucket.tokens < count) throw refuse('RequestLimitExceeded', 'Request limit exceeded.');
  bucket.tokens -= count;
}
