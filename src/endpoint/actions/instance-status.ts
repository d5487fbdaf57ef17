import { filtered } from '../protocol/filters.js';
import { refuse } from '../protocol/errors.js';
import { page } from '../protocol/pages.js';
import { flag, texts } from '../protocol/query.js';
import type { TreeNode } from '../protocol/xml.js';
import { chosen, KINDS } from '../world/consistency.js';
import { SECOND } from '../world/durations.js';
import type { Instance } from '../world/state.js';
import { stepAt } from '../world/timeline.js';
import type { Action, Call } from './action.js';
import { STATE_CODES, stateTree } from './instance-view.js';

/** Source: EC2 API reference, DescribeInstanceStatus. */
const MOST_IDS = 100;

type Verdict = readonly [status: string, reachability: string];

const OK: Verdict = ['ok', 'passed'];
const INITIALIZING: Verdict = ['initializing', 'initializing'];

function verdict({ world, now }: Call, instance: Instance): Verdict | undefined {
  const { state, at } = stepAt(instance.timeline, now);
  if (state !== 'running') return undefined;
  return now >= at + world.settings.statusChecksSeconds * SECOND ? OK : INITIALIZING;
}

function statusTree(call: Call, instance: Instance): TreeNode {
  const found = verdict(call, instance);
  const check: TreeNode = found
    ? { status: found[0], details: [{ name: 'reachability', status: found[1] }] }
    : { status: 'not-applicable' };
  return {
    instanceId: instance.id,
    availabilityZone: instance.zone,
    instanceState: stateTree(stepAt(instance.timeline, call.now).state),
    systemStatus: check,
    instanceStatus: check,
    attachedEbsStatus: check,
  };
}

export const describeInstanceStatus: Action = {
  takes: 'InstanceId Filter MaxResults NextToken IncludeAllInstances',
  run(call) {
    const { params } = call;
    const ids = texts(params, 'InstanceId');
    if (ids.length > MOST_IDS) {
      throw refuse(
        'InvalidParameterValue',
        `Too many instance IDs specified: ${ids.length}. The limit is ${MOST_IDS}.`,
      );
    }
    const all = flag(params, 'IncludeAllInstances') ?? false;
    const state = (instance: Instance) => stepAt(instance.timeline, call.now).state;
    const status = (index: 0 | 1) => (instance: Instance) =>
      verdict(call, instance)?.[index] ?? 'not-applicable';
    const found = filtered(
      chosen(call, KINDS.instance, ids).filter((instance) => all || state(instance) === 'running'),
      params,
      {
        'availability-zone': ({ zone }) => zone,
        'instance-state-name': state,
        'instance-state-code': (instance) => STATE_CODES[state(instance)],
        'instance-status.status': status(0),
        'instance-status.reachability': status(1),
        'system-status.status': status(0),
        'system-status.reachability': status(1),
      },
    );
    const { items, nextToken } = page(found, params, {
      ids: { parameter: 'InstanceId', called: 'instancesSet' },
    });
    return { instanceStatusSet: items.map((instance) => statusTree(call, instance)), nextToken };
  },
};
