import { refuse } from '../../protocol/errors.js';
import { text, texts } from '../../protocol/query.js';
import { iso, type TreeNode } from '../../protocol/xml.js';
import type { Activity } from '../../world/scaling/activity.js';
import type { AutoScalingGroup } from '../../world/scaling/group.js';
import type { Action } from '../action.js';
import { recordPage } from './pages.js';
import { members } from './trees.js';

/** In percent of an activity, while it lasts; from memory of such answers. */
const PROGRESS: Readonly<Partial<Record<Activity['status'], number>>> = { PreInService: 30, InProgress: 50 };

export function activityTree(group: AutoScalingGroup, activity: Activity): TreeNode {
  const { endedAt, status } = activity;
  return {
    ActivityId: activity.id,
    AutoScalingGroupName: group.name,
    Description: activity.description,
    Cause: activity.cause,
    StartTime: iso(activity.startedAt),
    EndTime: endedAt === undefined ? undefined : iso(endedAt),
    StatusCode: status,
    StatusMessage: activity.message,
    Progress: PROGRESS[status] ?? 100,
    Details: activity.details,
    AutoScalingGroupARN: group.arn,
  };
}

/** Newest first, what is in progress before all else. Activities that aren't there are left out. */
export const describeScalingActivities: Action = {
  takes: 'ActivityIds AutoScalingGroupName IncludeDeletedGroups MaxRecords NextToken',
  run({ params, region }) {
    const name = text(params, 'AutoScalingGroupName');
    const { groups } = region.autoScaling;
    if (name !== undefined && !groups.has(name)) {
      throw refuse(
        'ValidationError',
        `AutoScalingGroup name not found - AutoScalingGroup '${name}' not found`,
      );
    }
    const ids = new Set(texts(params, 'ActivityIds.member'));
    const all = [...groups.values()]
      .filter((group) => name === undefined || group.name === name)
      .flatMap((group) => group.activities.map((activity) => ({ group, activity })))
      .filter(({ activity }) => ids.size === 0 || ids.has(activity.id))
      .reverse();
    all.sort((one, other) => order(one.activity, other.activity));
    const { items, nextToken } = recordPage(all, params);
    return {
      Activities: members(items.map(({ group, activity }) => activityTree(group, activity))),
      NextToken: nextToken,
    };
  },
};

function order(one: Activity, other: Activity): number {
  const lasting = ({ endedAt }: Activity) => (endedAt === undefined ? 0 : 1);
  return lasting(one) - lasting(other) || other.startedAt - one.startedAt;
}
