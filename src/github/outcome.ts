import type { Failure } from '../failure.js';
import type { LaunchRequest } from '../inputs/request.js';
import type { InstanceFacts } from '../instances/look.js';
import type { LaunchResult } from '../modes/result.js';
import type { Status } from './deployment.js';

/** How a launch ended, as a status of its deployment. */
export function outcome(request: LaunchRequest, end: LaunchResult | Failure): Status {
  if (!(end instanceof Error)) {
    const count = end.instances.length;
    return {
      state: 'success',
      description: count === 1 ? 'One instance is ready' : `${count} instances are ready`,
      environmentUrl: environmentUrl(request, end.instances[0]),
    };
  }
  const [line = ''] = end.message.split('\n');
  // `failure` is what was deployed; `error` is what deploys it.
  const state = end.id === 'cancelled' || end.id === 'defect' ? 'error' : 'failure';
  return { state, description: line };
}

/** Where the first instance has answered over HTTP, at the address that was knocked at. */
export function environmentUrl(
  { ready }: Pick<LaunchRequest, 'ready'>,
  first: InstanceFacts | undefined,
): string | undefined {
  const web = ready.conditions.find(({ kind }) => kind === 'http' || kind === 'https');
  const { publicIp, privateIp, publicDns } = first ?? {};
  const host = { public: publicIp, private: privateIp, dns: publicDns }[ready.address];
  if (host === undefined || web === undefined || !('path' in web)) return undefined;
  return new URL(`${web.kind}://${host}:${web.port}${web.path}`).href;
}
