import { filtered } from '../protocol/filters.js';
import { page } from '../protocol/pages.js';
import { texts } from '../protocol/query.js';
import { freeAddresses } from '../world/addresses.js';
import { chosen, KINDS } from '../world/consistency.js';
import { ACCOUNT } from '../world/state.js';
import type { Action } from './action.js';
import { tagSet } from './tag-specifications.js';

export const describeSubnets: Action = {
  takes: 'SubnetId Filter MaxResults NextToken',
  run(call) {
    const { params, region, now } = call;
    const found = filtered(chosen(call, KINDS.subnet, texts(params, 'SubnetId')), params, {
      'availability-zone': ({ zone }) => zone,
      'availability-zone-id': ({ zoneId }) => zoneId,
      'available-ip-address-count': (subnet) => freeAddresses(region, subnet, now),
      cidr: ({ cidr }) => cidr,
      'cidr-block': ({ cidr }) => cidr,
      'default-for-az': ({ defaultForZone }) => defaultForZone,
      defaultForAz: ({ defaultForZone }) => defaultForZone,
      'map-public-ip-on-launch': ({ mapPublicIp }) => mapPublicIp,
      'owner-id': () => ACCOUNT,
      state: () => 'available',
      'subnet-id': ({ id }) => id,
      'vpc-id': ({ vpcId }) => vpcId,
    });
    const { items, nextToken } = page(found, params);
    const subnetSet = items.map((subnet) => ({
      subnetId: subnet.id,
      subnetArn: `arn:aws:ec2:${region.name}:${ACCOUNT}:subnet/${subnet.id}`,
      state: 'available',
      vpcId: subnet.vpcId,
      ownerId: ACCOUNT,
      cidrBlock: subnet.cidr,
      availableIpAddressCount: freeAddresses(region, subnet, now),
      availabilityZone: subnet.zone,
      availabilityZoneId: subnet.zoneId,
      defaultForAz: subnet.defaultForZone,
      mapPublicIpOnLaunch: subnet.mapPublicIp,
      assignIpv6AddressOnCreation: false,
      ipv6CidrBlockAssociationSet: [],
      tagSet: tagSet(subnet.tags),
    }));
    return { subnetSet, nextToken };
  },
};

export const describeVpcs: Action = {
  takes: 'VpcId Filter MaxResults NextToken',
  run(call) {
    const { params } = call;
    const found = filtered(chosen(call, KINDS.vpc, texts(params, 'VpcId')), params, {
      cidr: ({ cidr }) => cidr,
      'is-default': ({ isDefault }) => isDefault,
      isDefault: ({ isDefault }) => isDefault,
      'owner-id': () => ACCOUNT,
      state: () => 'available',
      'vpc-id': ({ id }) => id,
    });
    const { items, nextToken } = page(found, params);
    const vpcSet = items.map((vpc) => ({
      vpcId: vpc.id,
      ownerId: ACCOUNT,
      state: 'available',
      cidrBlock: vpc.cidr,
      cidrBlockAssociationSet: [{ cidrBlock: vpc.cidr, cidrBlockState: { state: 'associated' } }],
      instanceTenancy: 'default',
      isDefault: vpc.isDefault,
      tagSet: tagSet(vpc.tags),
    }));
    return { vpcSet, nextToken };
  },
};
