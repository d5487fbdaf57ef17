import type { Params } from '../../protocol/query.js';
import type { Activity } from './activity.js';
import type { Member } from './member.js';
import type { Refresh } from './refresh.js';
import type { LaunchSource } from './source.js';

export interface GroupTag {
  readonly key: string;
  readonly value: string;
  readonly propagates: boolean;
}

/** Times in cloud ms. */
export interface AutoScalingGroup {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  source: LaunchSource;
  minSize: number;
  maxSize: number;
  desiredCapacity: number;
  zones: readonly string[];
  subnetIds: readonly string[];
  tags: readonly GroupTag[];
  /** Everything else of the request, under the same names as in answers. */
  data: Params;
  /** By their IDs, the warm pool's too. */
  readonly members: Map<string, Member>;
  /** Oldest first, as everything below. */
  readonly activities: Activity[];
  readonly refreshes: Refresh[];
  readonly history: Moment[];
  /** Processes, with why they are suspended. */
  readonly suspended: Map<string, string>;
  warmPool: WarmPool | undefined;
  /** It goes once its instances are gone. */
  deleting: boolean;
  /** Up to when all that had to happen has happened. */
  at: number;
  /** When somebody changed something last, as long as nothing came of it. */
  touchedAt: number | undefined;
  /** What somebody asked for, as the next cause tells it. */
  asked: string | undefined;
  /** Launches that failed one after the other, and before when there is no other. */
  failures: number;
  launchesFrom: number;
}

export interface WarmPool {
  minSize: number;
  maxPrepared: number | undefined;
  state: 'Stopped' | 'Running' | 'Hibernated';
  reuseOnScaleIn: boolean;
  deleting: boolean;
}

/** How many instances counted from a time on: in service, healthy and warm. */
export interface Moment {
  readonly at: number;
  readonly inService: number;
  readonly desired: number;
}

/** The newest that are kept. */
const KEPT = 10000;

export function addMoment(history: Moment[], moment: Moment): void {
  const last = history.at(-1);
  if (last?.inService === moment.inService && last.desired === moment.desired) return;
  history.push(moment);
  if (history.length > KEPT) history.splice(0, history.length - KEPT);
}

/** What is asked of a group now it tries at once, whatever failed before. */
export function askedAnew(group: AutoScalingGroup, now: number): void {
  group.touchedAt = now;
  group.failures = 0;
  group.launchesFrom = now;
}

type Fresh = Pick<
  AutoScalingGroup,
  | 'members'
  | 'activities'
  | 'refreshes'
  | 'history'
  | 'suspended'
  | 'warmPool'
  | 'deleting'
  | 'at'
  | 'touchedAt'
  | 'failures'
  | 'launchesFrom'
>;

/** What a group starts with: nothing, and all to do. */
export function nothingYet(now: number): Fresh {
  return {
    members: new Map(),
    activities: [],
    refreshes: [],
    history: [],
    suspended: new Map(),
    warmPool: undefined,
    deleting: false,
    at: now,
    touchedAt: now,
    failures: 0,
    launchesFrom: now,
  };
}
