import type { Failure } from '../failure.js';
import type { Pipeline } from '../inputs/request.js';
import type { InstanceFacts } from '../instances/look.js';
import type { LaunchResult, RolloutResult } from '../modes/result.js';
import type { Status } from './deployment.js';

/** How a launch, or a roll-out, ended, as a status of its deployment. */
export function outcome(request: Pipeline, end: LaunchResult | RolloutResult | Failure): Status {
  if (!(end instanceof Error)) {
    return end.mode === 'rollout'
      ? { state: 'success', description: rolled(end) }
      : {
          state: 'success',
          description: ready(end.instances.length),
          environmentUrl: environmentUrl(request, end.instances[0]),
        };
  }
  const [line = ''] = end.message.split('\n');
  // `failure` is what was deployed; `error` is what deploys it.
  const state = end.id === 'cancelled' || end.id === 'defect' ? 'error' : 'failure';
  return { state, description: line };
}

function ready(count: number): string {
  return count === 1 ? 'One instance is ready' : `${count} instances are ready`;
}

function rolled({ rollout: { group, action, version, instances } }: RolloutResult): string {
  if (action === 'unchanged' || action === 'changed')
    return `The group ${group} has version ${version} already`;
  return `${ready(instances.length)} in the group ${group}, of version ${version}`;
}

/** Where the first instance has answered over HTTP, at the address that was knocked at. */
export function environmentUrl(
  { ready }: Pick<Pipeline, 'ready'>,
  first: InstanceFacts | undefined,
): string | undefined {
  const web = ready.conditions.find(({ kind }) => kind === 'http' || kind === 'https');
  const { publicIp, privateIp, publicDns } = first ?? {};
  const host = { public: publicIp, private: privateIp, dns: publicDns }[ready.address];
  if (host === undefined || web === undefined || !('path' in web)) return undefined;
  return new URL(`${web.kind}://${host}:${web.port}${web.path}`).href;
}
