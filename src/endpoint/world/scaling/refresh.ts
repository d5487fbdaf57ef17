import type { LaunchSource } from './source.js';

/** Source: Auto Scaling API reference, InstanceRefresh, Status. */
export type RefreshStatus =
  | 'Pending'
  | 'InProgress'
  | 'Baking'
  | 'Successful'
  | 'Failed'
  | 'Cancelling'
  | 'Cancelled'
  | 'RollbackInProgress'
  | 'RollbackSuccessful'
  | 'RollbackFailed';

export type Handling = 'Wait' | 'Ignore';

/** Percentages of the desired capacity, times in cloud ms. */
export interface Preferences {
  readonly minHealthy: number;
  readonly maxHealthy: number | undefined;
  readonly warmup: number;
  readonly checkpoints: readonly number[];
  readonly checkpointDelay: number;
  readonly skipMatching: boolean;
  readonly autoRollback: boolean;
  readonly scaleInProtected: Handling | 'Refresh';
  readonly standby: Handling | 'Terminate';
  readonly alarms: readonly string[];
  readonly bakeTime: number | undefined;
}

interface Share {
  /** 0 to 100. */
  readonly percentage: number;
  /** Instances whose replacement has not begun. */
  readonly toUpdate: number;
}

export interface Progress extends Share {
  /** The same of the warm pool. */
  readonly warm?: Share;
}

export interface Rollback {
  readonly at: number;
  readonly reason: string;
  /** As far as the refresh had come. */
  readonly before: Progress;
  /** How many instances it has to take back. */
  readonly total: number;
}

/** Times in cloud ms. */
export interface Refresh {
  readonly id: string;
  readonly startedAt: number;
  readonly preferences: Preferences;
  /** What the group gets in the end; what it has when left out. */
  readonly desired: LaunchSource | undefined;
  status: RefreshStatus;
  reason?: string;
  endedAt?: number;
  /** IDs of what is to be replaced; of a rollback those that were launched before it. */
  old: Set<string>;
  /** How many that were. */
  total: number;
  progress: Progress;
  /** How many were gone and how many of the new were ready when most of them were, and since when; checkpoints renew it. */
  done: number;
  progressAt: number;
  /** How many of the checkpoints are behind it. */
  passed: number;
  checkpointUntil?: number;
  bakesUntil?: number;
  rollback?: Rollback;
}

const ENDED: ReadonlySet<RefreshStatus> = new Set([
  'Successful',
  'Failed',
  'Cancelled',
  'RollbackSuccessful',
  'RollbackFailed',
]);

export function isOver({ status }: Refresh): boolean {
  return ENDED.has(status);
}

/** The one that is under way, if any. */
export function activeRefresh(refreshes: readonly Refresh[]): Refresh | undefined {
  const last = refreshes.at(-1);
  return last && !isOver(last) ? last : undefined;
}
