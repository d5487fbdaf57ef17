import type { Instance } from '../state.js';
import type { Activity } from './activity.js';
import type { LaunchedFrom } from './source.js';

/** Source: Auto Scaling API reference, Instance, LifecycleState; without what only lifecycle hooks lead to. */
export type Lifecycle =
  | 'Pending'
  | 'InService'
  | 'Terminating'
  | 'Standby'
  | 'Warmed:Pending'
  | 'Warmed:Stopped'
  | 'Warmed:Hibernated'
  | 'Warmed:Running'
  | 'Warmed:Terminating';

/** An instance as its group knows it. Times in cloud ms. */
export interface Member {
  readonly instance: Instance;
  readonly from: LaunchedFrom;
  /** The refresh that it was launched by, and in which direction. */
  by: { readonly refreshId: string; readonly back: boolean } | undefined;
  /** From `InService` to when it counts. */
  warmup: number;
  lifecycle: Lifecycle;
  /** Of its last coming into service. */
  inServiceAt?: number;
  healthy: boolean;
  /** Why it isn't healthy, as a Cause words it. */
  illness?: string;
  /** Another was launched in its place for that. */
  replaced: boolean;
  /** What its load balancer says. */
  balancerSaysUnhealthy: boolean;
  protected: boolean;
  /** Of its launch, then of its end. */
  activity: Activity;
}

/** In service, or on the way there: what is held against the desired capacity. */
export function isLive({ lifecycle }: Member): boolean {
  return lifecycle === 'Pending' || lifecycle === 'InService';
}

export function isWarmed({ lifecycle }: Member): boolean {
  return lifecycle.startsWith('Warmed:');
}

export function isEnding({ lifecycle }: Member): boolean {
  return lifecycle === 'Terminating' || lifecycle === 'Warmed:Terminating';
}

/** When it counts, undefined while it is not in service. */
export function warmAt({ lifecycle, inServiceAt, warmup }: Member): number | undefined {
  return lifecycle === 'InService' && inServiceAt !== undefined ? inServiceAt + warmup : undefined;
}

/** In service, healthy and warm: what the healthy percentages of a group are of. */
export function counts(member: Member, now: number): boolean {
  return member.healthy && (warmAt(member) ?? Infinity) <= now;
}

/** In service and healthy, but not for long enough to count. */
export function warms(member: Member, now: number): boolean {
  return member.healthy && (warmAt(member) ?? -Infinity) > now;
}
