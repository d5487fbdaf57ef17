import { refuse } from '../../protocol/errors.js';
import { texts } from '../../protocol/query.js';
import { second } from '../../world/scaling/activity.js';
import type { Action, Call } from '../action.js';
import { groupNeeded } from './read.js';

/** Source: Auto Scaling API reference, SuspendProcesses. */
const PROCESSES = [
  'Launch',
  'Terminate',
  'AddToLoadBalancer',
  'AlarmNotification',
  'AZRebalance',
  'HealthCheck',
  'InstanceRefresh',
  'ReplaceUnhealthy',
  'ScheduledActions',
];

/** Those that the request names; all where it names none. */
function processesAsked({ params }: Call): string[] {
  const asked = texts(params, 'ScalingProcesses.member');
  const unknown = asked.find((name) => !PROCESSES.includes(name));
  if (unknown !== undefined) {
    throw refuse('ValidationError', `The scaling process ${unknown} is not one of: ${PROCESSES.join(', ')}.`);
  }
  return asked.length > 0 ? asked : PROCESSES;
}

export const suspendProcesses: Action = {
  takes: 'AutoScalingGroupName ScalingProcesses',
  run(call) {
    const group = groupNeeded(call);
    const why = `User suspended at ${second(call.now)}`;
    for (const name of processesAsked(call)) group.suspended.set(name, why);
    group.touchedAt = call.now;
    return {};
  },
};

export const resumeProcesses: Action = {
  takes: 'AutoScalingGroupName ScalingProcesses',
  run(call) {
    const group = groupNeeded(call);
    for (const name of processesAsked(call)) group.suspended.delete(name);
    group.touchedAt = call.now;
    return {};
  },
};
