import { refuse } from '../../protocol/errors.js';
import { flag, structures, text, texts, type Params } from '../../protocol/query.js';
import { find, findOne, KINDS, seen } from '../../world/consistency.js';
import type { Group, Subnet } from '../../world/state.js';
import type { Call } from '../action.js';

/** What a launch asks of the network, whether at the instance or at its first network interface. */
export interface NetworkWish {
  readonly subnetId?: string | undefined;
  readonly zone?: string | undefined;
  readonly publicIp: boolean | undefined;
  readonly privateIp?: string | undefined;
  /** Where the groups are named. */
  readonly groups: Params;
}

export function networkWish({ params }: Call): NetworkWish {
  const zone = text(params, 'Placement.AvailabilityZone');
  const [first, ...others] = structures(params, 'NetworkInterface');
  if (!first) {
    const privateIp = text(params, 'PrivateIpAddress');
    return { subnetId: text(params, 'SubnetId'), zone, publicIp: undefined, privateIp, groups: params };
  }
  if (others.length > 0 || text(first, 'NetworkInterfaceId') !== undefined) {
    throw refuse('UnsupportedOperation', 'This endpoint gives an instance one new network interface only.');
  }
  for (const [field, called] of INSTANCE_LEVEL) {
    if (field in params) {
      throw refuse(
        'InvalidParameterCombination',
        `Network interfaces and an instance-level ${called} may not be specified on the same request`,
      );
    }
  }
  return {
    subnetId: text(first, 'SubnetId'),
    zone,
    publicIp: flag(first, 'AssociatePublicIpAddress'),
    privateIp: text(first, 'PrivateIpAddress'),
    groups: first,
  };
}

const INSTANCE_LEVEL = [
  ['SubnetId', 'subnet ID'],
  ['SecurityGroupId', 'security groups'],
  ['SecurityGroup', 'security groups'],
  ['PrivateIpAddress', 'private address'],
] as const;

/** The subnet asked for; else those of the default VPC that would do, of which the first with room is taken. */
export function candidateSubnets(call: Call, { subnetId, zone }: NetworkWish): Subnet[] {
  if (subnetId !== undefined) {
    const subnet = findOne(call, KINDS.subnet, subnetId);
    if (zone !== undefined && zone !== subnet.zone) {
      throw refuse(
        'InvalidParameterValue',
        `The availability zone '${zone}' does not match that of subnet '${subnet.id}'`,
      );
    }
    return [subnet];
  }
  if (!seen(call, KINDS.vpc).some(({ isDefault }) => isDefault)) {
    throw refuse(
      'VPCIdNotSpecified',
      'No default VPC for this user. GroupName is only supported for EC2-Classic and default VPC.',
    );
  }
  const defaults = seen(call, KINDS.subnet).filter(({ defaultForZone }) => defaultForZone);
  const fitting = zone === undefined ? defaults : defaults.filter((subnet) => subnet.zone === zone);
  if (fitting.length === 0) {
    throw zone === undefined
      ? refuse('MissingInput', 'No subnets found for the default VPC. Please specify a subnet.')
      : refuse('InvalidParameterValue', `Invalid availability zone: [${zone}]`);
  }
  return fitting;
}

/** The groups asked for, by ID or (in the VPC) by name; the VPC's default group when none is. */
export function launchGroups(call: Call, wish: NetworkWish, vpcId: string): Group[] {
  const ids = texts(wish.groups, 'SecurityGroupId');
  const names = texts(wish.groups, 'SecurityGroup');
  const inVpc = seen(call, KINDS.group).filter((group) => group.vpcId === vpcId);
  const byName = names.map((name) => {
    const group = inVpc.find((each) => each.name === name);
    if (!group) {
      throw refuse(
        'InvalidGroup.NotFound',
        `The security group '${name}' does not exist in default VPC '${vpcId}'`,
      );
    }
    return group;
  });
  const groups = [...find(call, KINDS.group, ids), ...byName];
  for (const group of groups) {
    if (group.vpcId !== vpcId) {
      throw refuse('InvalidParameter', `Security group ${group.id} and subnet belong to different networks.`);
    }
  }
  return groups.length > 0 ? groups : inVpc.filter(({ name }) => name === 'default');
}
