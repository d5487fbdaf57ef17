import type { Looks } from '../protocol/filters.js';
import { filtered, isWild } from '../protocol/filters.js';
import { page } from '../protocol/pages.js';
import { has, structures, text, texts } from '../protocol/query.js';
import { iso } from '../protocol/xml.js';
import { chosen, KINDS, visible } from '../world/consistency.js';
import { ACCOUNT, type Instance } from '../world/state.js';
import { stepAt } from '../world/timeline.js';
import type { Action, Call } from './action.js';
import { privateDnsName, publicDnsName, publicIpOf, reservation, STATE_CODES } from './instance-view.js';

function looks(call: Call): Looks<Instance> {
  const step = (instance: Instance) => stepAt(instance.timeline, call.now);
  const up = (instance: Instance): Instance | undefined =>
    step(instance).state === 'terminated' ? undefined : instance;
  const publicIp = (instance: Instance) => publicIpOf(instance, step(instance).state);
  return {
    architecture: ({ image }) => image.architecture,
    'availability-zone': ({ zone }) => zone,
    'block-device-mapping.device-name': ({ volumes }) => volumes.map(({ disk }) => disk.device),
    'block-device-mapping.volume-id': ({ volumes }) => volumes.map(({ id }) => id),
    'client-token': ({ token }) => token,
    'dns-name': (instance) => {
      const ip = publicIp(instance);
      return ip === undefined ? undefined : publicDnsName(ip, instance.region);
    },
    'group-id': ({ groupIds }) => groupIds,
    'group-name': ({ groupIds }) => groupIds.map((id) => call.region.groups.get(id)?.name),
    'iam-instance-profile.arn': ({ profile }) => profile,
    'iam-instance-profile.name': ({ profile }) => profile?.split('/').at(-1),
    'image-id': ({ image }) => image.id,
    'instance-id': ({ id }) => id,
    'instance-lifecycle': ({ spotRequestId }) => (spotRequestId === undefined ? undefined : 'spot'),
    'instance-state-code': (instance) => STATE_CODES[step(instance).state],
    'instance-state-name': (instance) => step(instance).state,
    'instance-type': ({ type }) => type.name,
    'instance.group-id': ({ groupIds }) => groupIds,
    'ip-address': publicIp,
    'key-name': ({ keyName }) => keyName,
    'launch-index': ({ launchIndex }) => launchIndex,
    'launch-time': ({ launchedAt }) => iso(launchedAt),
    'metadata-options.http-tokens': ({ metadata }) => metadata.httpTokens,
    'network-interface.network-interface-id': (instance) => up(instance)?.interface.id,
    'owner-id': () => ACCOUNT,
    platform: ({ image }) => (image.windows ? 'windows' : undefined),
    'platform-details': ({ image }) => image.platformDetails,
    'private-dns-name': (instance) => up(instance) && privateDnsName(instance),
    'private-ip-address': (instance) => up(instance)?.privateIp,
    'reservation-id': ({ reservationId }) => reservationId,
    'root-device-name': ({ image }) => image.rootDeviceName,
    'root-device-type': () => 'ebs',
    'spot-instance-request-id': ({ spotRequestId }) => spotRequestId,
    'state-reason-code': (instance) => step(instance).reason?.code,
    'subnet-id': (instance) => up(instance)?.subnetId,
    tenancy: () => 'default',
    'virtualization-type': () => 'hvm',
    'vpc-id': (instance) => up(instance)?.vpcId,
  };
}

/** A filter that names IDs is looked up: among ten thousand instances every look at one would else go through all. */
function candidates(call: Call): Instance[] {
  const { params, region } = call;
  const filter = structures(params, 'Filter').find((one) => text(one, 'Name') === 'instance-id');
  const named = filter && texts(filter, 'Value');
  if (named === undefined || has(params, 'InstanceId') || named.some(isWild))
    return chosen(call, KINDS.instance, texts(params, 'InstanceId'));
  return [...new Set(named)]
    .flatMap((id) => region.instances.get(id) ?? [])
    .filter((instance) => visible(call, KINDS.instance, instance))
    .sort((one, other) => one.createdAt - other.createdAt || one.launchIndex - other.launchIndex);
}

export const describeInstances: Action = {
  takes: 'InstanceId Filter MaxResults NextToken',
  run(call) {
    const { params } = call;
    const found = filtered(candidates(call), params, looks(call));
    const ids = { parameter: 'InstanceId', called: 'instancesSet' };
    const { items, nextToken } = page(found, params, { ids });
    const reservations = new Map<string, Instance[]>();
    for (const instance of items) {
      const together = reservations.get(instance.reservationId);
      if (together) together.push(instance);
      else reservations.set(instance.reservationId, [instance]);
    }
    return {
      reservationSet: [...reservations.values()].map((together) => reservation(call, together)),
      nextToken,
    };
  },
};
