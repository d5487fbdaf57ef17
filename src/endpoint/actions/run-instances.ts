import { refuse } from '../protocol/errors.js';
import { text } from '../protocol/query.js';
import { recall, requestOf, tokenKey } from '../world/tokens.js';
import type { Instance, Subnet } from '../world/state.js';
import { stateAt } from '../world/timeline.js';
import { refuseUnknown, unlessDryRun, type Action, type Call } from './action.js';
import { reservation } from './instance-view.js';
import { carryOut } from './launch/launch.js';
import { candidateSubnets, networkWish, type NetworkWish } from './launch/network.js';
import { readOrder } from './launch/read.js';
import { withTemplate } from './launch/template.js';

/** Those that change nothing that anybody can see here are known all the same: clients send them. */
const WITHOUT_EFFECT =
  'CreditSpecification CpuOptions CapacityReservationSpecification MaintenanceOptions PrivateDnsNameOptions EnclaveOptions';

export const runInstances: Action = {
  takes:
    'ImageId InstanceType MinCount MaxCount KeyName SecurityGroupId SecurityGroup SubnetId Placement PrivateIpAddress ' +
    'NetworkInterface BlockDeviceMapping UserData TagSpecification ClientToken IamInstanceProfile MetadataOptions ' +
    'InstanceMarketOptions InstanceInitiatedShutdownBehavior DisableApiTermination DisableApiStop EbsOptimized ' +
    `Monitoring LaunchTemplate ${WITHOUT_EFFECT}`,
  run(asRequested) {
    const { call, origin } = withTemplate(asRequested);
    refuseUnknown(runInstances, call.params);
    const wish = networkWish(call);
    const subnets = candidateSubnets(call, wish);
    const token = tokenOf(asRequested, wish, subnets);
    const before = recall(call.region.tokens, token.key, token.request) as Instance[] | undefined;
    if (before) return reservation(call, again(before, call.now));

    const order = readOrder(call, { origin, wish, subnets });
    // A dry run tells of permissions and parameters, never of quota or capacity: those are looked at by doing it.
    unlessDryRun(call);
    const instances = carryOut(call, order);
    if (token.key !== '') call.region.tokens.set(token.key, { request: token.request, made: instances });
    return reservation(call, instances);
  },
};

function tokenOf(
  { params, action }: Call,
  wish: NetworkWish,
  subnets: readonly Subnet[],
): { key: string; request: string } {
  const token = text(params, 'ClientToken');
  if (token === undefined) return { key: '', request: '' };
  if (token.length > 64)
    throw refuse('InvalidParameterValue', 'The client token must be at most 64 characters long.');
  const zonal = wish.subnetId !== undefined || wish.zone !== undefined;
  return { key: tokenKey(action, token, zonal ? subnets[0]?.zone : ''), request: requestOf(params) };
}

/** The same launch asked for again: what was made then, as it is now. */
function again(instances: Instance[], now: number): Instance[] {
  if (instances.every(({ timeline }) => stateAt(timeline, now) === 'terminated')) {
    throw refuse(
      'IdempotentInstanceTerminated',
      'The client token you have provided is associated with an instance that has been terminated. Please use a different client token.',
    );
  }
  return instances;
}
