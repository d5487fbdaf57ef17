import type { Call } from '../actions/action.js';
import type { JsonInput } from '../actions/json-action.js';
import { ec2Arn, requestTags, tagsByType } from './context.js';
import { onInstances } from './instances.js';
import { onParameters } from './parameters.js';
import type { Authorization, Context } from './question.js';
import { onLaunch } from './run-instances.js';

/** The actions that know their resources. */
const ON_RESOURCES: Readonly<Record<string, (call: Call) => Authorization[]>> = {
  GetConsoleOutput: onInstances,
  RebootInstances: onInstances,
  RunInstances: onLaunch,
  StartInstances: onInstances,
  StopInstances: onInstances,
  TerminateInstances: onInstances,
};

/** Everything that EC2 asks IAM about a request. */
export function ec2Questions(call: Call): Authorization[] {
  const { action, region } = call;
  const special = Object.hasOwn(ON_RESOURCES, action) ? ON_RESOURCES[action] : undefined;
  const asked = special?.(call) ?? [];
  const all = asked.length > 0 ? asked : [onEverything('ec2', action), ...onNewTags(call)];
  return all.map(({ context, ...one }) => {
    const own: Context = one.action.startsWith('ec2:') ? { 'ec2:Region': region.name } : {};
    return { ...one, context: { ...context, ...own, 'aws:RequestedRegion': region.name } };
  });
}

export function ssmQuestions(action: string, region: string, input: JsonInput): Authorization[] {
  const named = onParameters(action, region, input);
  const all = named.length > 0 ? named : [onEverything('ssm', action)];
  return all.map((one) => ({ ...one, context: { ...one.context, 'aws:RequestedRegion': region } }));
}

function onEverything(service: string, action: string): Authorization {
  return { action: `${service}:${action}`, resource: '*', context: {} };
}

/** Tags that are set by the creating call need a permission of their own. */
function onNewTags({ action, params, region }: Call): Authorization[] {
  return [...tagsByType(params)].map(([type, tags]) => ({
    action: 'ec2:CreateTags',
    resource: ec2Arn(region.name, type, '*'),
    context: { ...requestTags(tags), 'ec2:CreateAction': action },
  }));
}
