import { refuse } from '../../protocol/errors.js';
import { flag, text, whole, type Params } from '../../protocol/query.js';
import type { TreeNode } from '../../protocol/xml.js';
import type { AutoScalingGroup, WarmPool } from '../../world/scaling/group.js';
import { isWarmed } from '../../world/scaling/member.js';
import { activeRefresh } from '../../world/scaling/refresh.js';
import type { Action } from '../action.js';
import { memberTree } from './member-tree.js';
import { recordPage } from './pages.js';
import { groupNeeded } from './read.js';
import { members } from './trees.js';

const STATES = ['Stopped', 'Running', 'Hibernated'] as const;

export const putWarmPool: Action = {
  takes: 'AutoScalingGroupName MaxGroupPreparedCapacity MinSize PoolState InstanceReusePolicy',
  run(call) {
    const { params, now } = call;
    const group = groupNeeded(call);
    if (activeRefresh(group.refreshes)) {
      throw refuse(
        'InstanceRefreshInProgress',
        'An Instance Refresh is in progress for the Auto Scaling group.',
      );
    }
    group.warmPool = poolAsked(params, group.warmPool ?? NO_POOL);
    group.touchedAt = now;
    return {};
  },
};

const NO_POOL: WarmPool = {
  minSize: 0,
  maxPrepared: undefined,
  state: 'Stopped',
  reuseOnScaleIn: false,
  deleting: false,
};

/** The pool as it was, with what the request says. */
function poolAsked(params: Params, before: WarmPool): WarmPool {
  const prepared = whole(params, 'MaxGroupPreparedCapacity') ?? before.maxPrepared;
  const minSize = whole(params, 'MinSize') ?? before.minSize;
  if (minSize < 0) throw refuse('ValidationError', 'The warm pool MinSize must not be negative.');
  return {
    minSize,
    // -1 takes away what was set.
    maxPrepared: prepared !== undefined && prepared < 0 ? undefined : prepared,
    state: stateOf(text(params, 'PoolState') ?? before.state),
    reuseOnScaleIn: flag(params, 'InstanceReusePolicy.ReuseOnScaleIn') ?? before.reuseOnScaleIn,
    deleting: false,
  };
}

function stateOf(given: string): WarmPool['state'] {
  const found = STATES.find((state) => state === given);
  if (found) return found;
  throw refuse('ValidationError', `The warm pool state ${given} is not one of: ${STATES.join(', ')}.`);
}

export function warmPoolTree({ minSize, maxPrepared, state, reuseOnScaleIn, deleting }: WarmPool): TreeNode {
  return {
    MaxGroupPreparedCapacity: maxPrepared,
    MinSize: minSize,
    PoolState: state,
    ...(deleting && { Status: 'PendingDelete' }),
    ...(reuseOnScaleIn && { InstanceReusePolicy: { ReuseOnScaleIn: true } }),
  };
}

/** A group without a pool is no error: it has none. */
export const describeWarmPool: Action = {
  takes: 'AutoScalingGroupName MaxRecords NextToken',
  run(call) {
    const group = groupNeeded(call);
    const { items, nextToken } = recordPage(warmed(group), call.params);
    return {
      WarmPoolConfiguration: group.warmPool && warmPoolTree(group.warmPool),
      Instances: members(items.map(memberTree)),
      NextToken: nextToken,
    };
  },
};

function warmed({ members: all }: AutoScalingGroup) {
  return [...all.values()].filter(isWarmed);
}

/** Its instances end; with ForceDelete the pool doesn't wait for that. */
export const deleteWarmPool: Action = {
  takes: 'AutoScalingGroupName ForceDelete',
  run(call) {
    const group = groupNeeded(call);
    if (!group.warmPool) {
      throw refuse('ValidationError', `No warm pool found for Auto Scaling group ${group.name}`);
    }
    if (flag(call.params, 'ForceDelete') ?? false) group.warmPool = undefined;
    else group.warmPool.deleting = true;
    group.touchedAt = call.now;
    return {};
  },
};
