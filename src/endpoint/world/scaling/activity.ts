import { randomUUID } from 'node:crypto';

/** Of the codes that AWS has, those that come up without lifecycle hooks. */
export type ActivityStatus = 'PreInService' | 'InProgress' | 'Successful' | 'Failed' | 'Cancelled';

/** Times in cloud ms. */
export interface Activity {
  readonly id: string;
  readonly description: string;
  readonly cause: string;
  readonly startedAt: number;
  /** JSON. */
  readonly details: string;
  status: ActivityStatus;
  endedAt?: number;
  message?: string;
}

/** The newest that are kept of a group. */
const KEPT = 5000;

export function addActivity(
  activities: Activity[],
  one: Pick<Activity, 'description' | 'cause' | 'startedAt' | 'status'> & {
    readonly place?: { readonly subnetId: string; readonly zone: string };
  },
): Activity {
  const { place, ...others } = one;
  const details = place ? { 'Subnet ID': place.subnetId, 'Availability Zone': place.zone } : {};
  const activity: Activity = { id: randomUUID(), ...others, details: JSON.stringify(details) };
  activities.push(activity);
  if (activities.length > KEPT) activities.splice(0, activities.length - KEPT);
  return activity;
}

export function endActivity(activity: Activity, status: ActivityStatus, at: number, message?: string): void {
  activity.status = status;
  activity.endedAt = at;
  if (message !== undefined) activity.message = message;
}

/** Times in causes have seconds only. */
export function second(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}
