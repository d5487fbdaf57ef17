import { refuse } from '../../protocol/errors.js';
import { structures, type Params } from '../../protocol/query.js';
import { listOf, type Tree, type TreeNode } from '../../protocol/xml.js';

/** What a template can say. Source: EC2 API reference, RequestLaunchTemplateData. */
const KNOWN: ReadonlySet<string> = new Set(
  (
    'KernelId EbsOptimized IamInstanceProfile BlockDeviceMapping NetworkInterface ImageId InstanceType KeyName Monitoring ' +
    'Placement RamDiskId DisableApiTermination InstanceInitiatedShutdownBehavior UserData TagSpecification ' +
    'SecurityGroupId SecurityGroup InstanceMarketOptions CreditSpecification CpuOptions CapacityReservationSpecification ' +
    'LicenseSpecification HibernationOptions MetadataOptions EnclaveOptions InstanceRequirements PrivateDnsNameOptions ' +
    'MaintenanceOptions DisableApiStop NetworkPerformanceOptions'
  ).split(' '),
);

/** Names are checked, values are not: a wrong image is found out at launch. */
export function templateData({ LaunchTemplateData: data }: Params): Params {
  if (typeof data !== 'object') {
    throw refuse('MissingParameter', 'The request must contain the parameter LaunchTemplateData');
  }
  const unknown = Object.keys(data).find((name) => !KNOWN.has(name));
  if (unknown !== undefined) throw refuse('UnknownParameter', `The parameter ${unknown} is not recognized`);
  return data;
}

/**
 * What a new version inherits: whole parameters, where the new one says nothing of its own; but no snapshot of a volume.
 * Source: EC2 API reference, CreateLaunchTemplateVersion, SourceVersion.
 */
export function inherited(source: Params): Params {
  const mappings = structures(source, 'BlockDeviceMapping');
  if (mappings.length === 0) return source;
  const without = mappings.map((mapping, index) => [String(index + 1), withoutSnapshot(mapping)] as const);
  return { ...source, BlockDeviceMapping: Object.fromEntries<Params>(without) };
}

function withoutSnapshot(mapping: Params): Params {
  const { Ebs: ebs } = mapping;
  return typeof ebs === 'object' ? { ...mapping, Ebs: { ...ebs, SnapshotId: undefined } } : mapping;
}

/** Where the answer calls a list otherwise than the request. */
const LISTS: Readonly<Record<string, string>> = {
  BlockDeviceMapping: 'blockDeviceMappingSet',
  NetworkInterface: 'networkInterfaceSet',
  TagSpecification: 'tagSpecificationSet',
  Tag: 'tagSet',
  SecurityGroupId: 'securityGroupIdSet',
  SecurityGroup: 'securityGroupSet',
  LicenseSpecification: 'licenseSet',
  Ipv6Addresses: 'ipv6AddressesSet',
  PrivateIpAddresses: 'privateIpAddressesSet',
  Ipv4Prefix: 'ipv4PrefixSet',
  Ipv6Prefix: 'ipv6PrefixSet',
};

/** A template's data as an answer shows it. */
export function dataTree(data: Params): TreeNode {
  const named = ([name, value]: [string, Params[string]]): [string, Tree] => [
    LISTS[name] ?? `${name.charAt(0).toLowerCase()}${name.slice(1)}`,
    name === 'NetworkInterface' ? membersOf(value).map(interfaceTree) : treeOf(value),
  ];
  return Object.fromEntries(Object.entries(data).map(named));
}

/** Only here is the list of groups called thus. */
function interfaceTree(one: string | Params): Tree {
  if (typeof one === 'string') return one;
  const { SecurityGroupId: groups, ...others } = one;
  return {
    ...dataTree(others),
    ...(groups !== undefined && { groupSet: listOf('groupId', membersOf(groups).map(treeOf)) }),
  };
}

function treeOf(value: string | Params | undefined): Tree {
  if (typeof value !== 'object') return value;
  return Object.keys(value).every((name) => /^\d+$/.test(name))
    ? membersOf(value).map(treeOf)
    : dataTree(value);
}

function membersOf(list: string | Params | undefined): (string | Params)[] {
  return typeof list === 'object' ? Object.values(list).filter((member) => member !== undefined) : [];
}
