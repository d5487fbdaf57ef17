import { refuse } from '../../protocol/errors.js';
import { flag, text, texts } from '../../protocol/query.js';
import { iso, type TreeNode } from '../../protocol/xml.js';
import type { Activity } from '../../world/scaling/activity.js';
import type { AutoScalingGroup } from '../../world/scaling/group.js';
import type { Action } from '../action.js';
import { MOST, recordPage } from './pages.js';
import { members } from './trees.js';

/** In percent of an activity, while it lasts; from memory of such answers. */
const PROGRESS: Readonly<Partial<Record<Activity['status'], number>>> = { PreInService: 30, InProgress: 50 };

export function activityTree(group: AutoScalingGroup, activity: Activity, deleted = false): TreeNode {
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
    ...(deleted && { AutoScalingGroupState: 'Deleted' }),
  };
}

/** Newest first, what is in progress before all else. Activities that aren't there are left out. */
export const describeScalingActivities: Action = {
  takes: 'ActivityIds AutoScalingGroupName IncludeDeletedGroups MaxRecords NextToken',
  run({ params, region }) {
    const name = text(params, 'AutoScalingGroupName');
    const { groups, deleted } = region.autoScaling;
    const withDeleted = flag(params, 'IncludeDeletedGroups') ?? false;
    const asked = [...(withDeleted ? deleted : []), ...groups.values()].filter(
      (group) => name === undefined || group.name === name,
    );
    if (name !== undefined && asked.length === 0) {
      throw refuse(
        'ValidationError',
        `AutoScalingGroup name not found - AutoScalingGroup '${name}' not found`,
      );
    }
    const ids = new Set(texts(params, 'ActivityIds.member'));
    const all = asked
      .flatMap((group) => group.activities.map((activity) => ({ group, activity })))
      .filter(({ activity }) => ids.size === 0 || ids.has(activity.id))
      .reverse();
    all.sort((one, other) => order(one.activity, other.activity));
    const { items, nextToken } = recordPage(all, params, MOST);
    return {
      Activities: members(
        items.map(({ group, activity }) => activityTree(group, activity, deleted.includes(group))),
      ),
      NextToken: nextToken,
    };
  },
};

function order(one: Activity, other: Activity): number {
  const lasting = ({ endedAt }: Activity) => (endedAt === undefined ? 0 : 1);
  return lasting(one) - lasting(other) || other.startedAt - one.startedAt;
}
