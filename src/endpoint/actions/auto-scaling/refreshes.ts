import { randomUUID } from 'node:crypto';
import { cancel, rollBack } from '../../scaling/refresh/outcome.js';
import { refuse } from '../../protocol/errors.js';
import { flag, text, texts } from '../../protocol/query.js';
import { askedAnew, type AutoScalingGroup } from '../../world/scaling/group.js';
import { activeRefresh, type Refresh } from '../../world/scaling/refresh.js';
import type { Action, Call } from '../action.js';
import { recordPage } from './pages.js';
import { groupNeeded } from './read.js';
import { desiredOf, invalid, irreversible, preferencesOf } from './refresh-read.js';
import { refreshTree } from './refresh-tree.js';
import { members } from './trees.js';

export const startInstanceRefresh: Action = {
  takes: 'AutoScalingGroupName Strategy DesiredConfiguration Preferences',
  run(call) {
    const { params, now } = call;
    const group = groupNeeded(call);
    if (group.deleting) throw refuse('ValidationError', `AutoScalingGroup '${group.name}' is being deleted.`);
    if (activeRefresh(group.refreshes)) {
      throw refuse(
        'InstanceRefreshInProgress',
        'An Instance Refresh is already in progress and blocks the execution of this Instance Refresh.',
      );
    }
    const strategy = text(params, 'Strategy') ?? 'Rolling';
    if (strategy !== 'Rolling') throw invalid(`This endpoint has no strategy ${strategy}.`);
    const desired = desiredOf(call, params);
    const preferences = preferencesOf(params, group);
    if (preferences.autoRollback) checkAutoRollback(call, group, desired);
    const refresh: Refresh = {
      id: randomUUID(),
      startedAt: now,
      preferences,
      desired,
      status: 'Pending',
      old: new Set(),
      total: 0,
      progress: { percentage: 0, toUpdate: 0 },
      done: 0,
      progressAt: now,
      passed: 0,
    };
    group.refreshes.push(refresh);
    askedAnew(group, now);
    return { InstanceRefreshId: refresh.id };
  },
};

function checkAutoRollback(call: Call, group: AutoScalingGroup, desired: Refresh['desired']): void {
  const why = irreversible(call, group, desired);
  if (why === undefined) return;
  throw invalid(
    desired
      ? `The AutoRollback parameter cannot be set to true because ${why}.`
      : 'The AutoRollback parameter cannot be set to true when the DesiredConfiguration parameter is empty. Set ' +
          'AutoRollback to false or specify a desired configuration and try again.',
  );
}

/** Newest first. IDs that aren't there are left out. */
export const describeInstanceRefreshes: Action = {
  takes: 'AutoScalingGroupName InstanceRefreshIds MaxRecords NextToken',
  run(call) {
    const { params } = call;
    const group = groupNeeded(call);
    const ids = texts(params, 'InstanceRefreshIds.member');
    const found = group.refreshes.filter(({ id }) => ids.length === 0 || ids.includes(id)).reverse();
    const { items, nextToken } = recordPage(found, params);
    return {
      InstanceRefreshes: members(items.map((refresh) => refreshTree(group, refresh))),
      NextToken: nextToken,
    };
  },
};

function activeNeeded(group: AutoScalingGroup, may: (refresh: Refresh) => boolean): Refresh {
  const found = activeRefresh(group.refreshes);
  if (found && may(found)) return found;
  throw refuse(
    'ActiveInstanceRefreshNotFound',
    `No in progress or pending Instance Refresh found for Auto Scaling group ${group.name}`,
  );
}

export const cancelInstanceRefresh: Action = {
  takes: 'AutoScalingGroupName WaitForTransitioningInstances',
  run(call) {
    const group = groupNeeded(call);
    const refresh = activeNeeded(group, ({ status }) => status !== 'Cancelling');
    cancel(refresh, { waits: flag(call.params, 'WaitForTransitioningInstances') ?? true, now: call.now });
    group.touchedAt = call.now;
    return { InstanceRefreshId: refresh.id };
  },
};

export const rollbackInstanceRefresh: Action = {
  takes: 'AutoScalingGroupName',
  run(call) {
    const group = groupNeeded(call);
    const refresh = activeNeeded(
      group,
      ({ status }) => status !== 'Cancelling' && status !== 'RollbackInProgress',
    );
    const why = irreversible(call, group, refresh.desired);
    if (why !== undefined) {
      throw refuse(
        'IrreversibleInstanceRefresh',
        `The instance refresh can't be rolled back because ${why}.`,
      );
    }
    rollBack({ group, now: call.now }, refresh, 'Manual rollback requested by the user.');
    group.touchedAt = call.now;
    return { InstanceRefreshId: refresh.id };
  },
};
