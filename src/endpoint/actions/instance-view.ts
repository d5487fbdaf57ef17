import { isNitro } from '../catalogue/instance-types.js';
import { iso, type Tree, type TreeNode } from '../protocol/xml.js';
import { ACCOUNT, type Instance, type InstanceState } from '../world/state.js';
import { stepAt, type Step } from '../world/timeline.js';
import type { Call } from './action.js';
import { tagSet } from './tag-specifications.js';

/** Source: EC2 API reference, InstanceState. */
export const STATE_CODES: Readonly<Record<InstanceState, number>> = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
};

export function stateTree(state: InstanceState): TreeNode {
  return { code: STATE_CODES[state], name: state };
}

/** Instances of one launch, as RunInstances answers and DescribeInstances lists them. */
export function reservation(call: Call, instances: readonly Instance[]): TreeNode {
  return {
    reservationId: instances[0]?.reservationId,
    ownerId: ACCOUNT,
    groupSet: [],
    instancesSet: instances.map((instance) => instanceTree(call, instance)),
  };
}

function instanceTree(call: Call, instance: Instance): TreeNode {
  const step = stepAt(instance.timeline, call.now);
  const gone = step.state === 'terminated';
  return {
    instanceId: instance.id,
    imageId: instance.image.id,
    instanceState: stateTree(step.state),
    ...reasons(step),
    keyName: instance.keyName,
    amiLaunchIndex: instance.launchIndex,
    productCodes: [],
    instanceType: instance.type.name,
    launchTime: iso(instance.launchedAt),
    placement: { availabilityZone: instance.zone, groupName: '', tenancy: 'default' },
    platform: instance.image.windows ? 'windows' : undefined,
    monitoring: { state: instance.monitored ? 'enabled' : 'disabled' },
    ...(gone ? { privateDnsName: '', dnsName: '' } : networkTree(call, instance, step.state)),
    architecture: instance.image.architecture,
    rootDeviceType: 'ebs',
    rootDeviceName: instance.image.rootDeviceName,
    blockDeviceMapping: gone ? [] : volumesTree(instance),
    virtualizationType: 'hvm',
    instanceLifecycle: instance.spotRequestId === undefined ? undefined : 'spot',
    spotInstanceRequestId: instance.spotRequestId,
    clientToken: instance.token ?? '',
    tagSet: tagSet(instance.tags),
    hypervisor: 'xen', // what EC2 says of Nitro, too
    iamInstanceProfile: instance.profile === undefined ? undefined : profileTree(instance.profile),
    ebsOptimized: instance.ebsOptimized,
    enaSupport: isNitro(instance.type),
    cpuOptions: { coreCount: instance.type.cores, threadsPerCore: instance.type.vcpus / instance.type.cores },
    metadataOptions: { state: 'applied', ...instance.metadata },
    enclaveOptions: { enabled: false },
    bootMode: instance.image.bootMode,
    platformDetails: instance.image.platformDetails,
    usageOperation: instance.image.usageOperation,
    usageOperationUpdateTime: iso(instance.createdAt),
    maintenanceOptions: { autoRecovery: 'default' },
  };
}

/** `reason` is the older field: the code's part after the dot, and when. */
function reasons({ at, reason }: Step<InstanceState>): TreeNode {
  if (!reason) return { reason: '' };
  const when = iso(at).slice(0, 19).replace('T', ' ');
  const legacy =
    reason.code === 'Client.UserInitiatedShutdown' ? `User initiated (${when} GMT)` : reason.message;
  return { stateReason: { code: reason.code, message: reason.message }, reason: legacy };
}

function profileTree(arn: string): TreeNode {
  return { arn, id: `AIPA${Buffer.from(arn).toString('hex').toUpperCase().slice(-17)}` };
}

/** A machine has its public address only while it is up. */
export function publicIpOf(instance: Instance, state: InstanceState): string | undefined {
  return state === 'running' || state === 'stopping' ? instance.publicIp : undefined;
}

export function privateDnsName({ privateIp, region }: Instance): string {
  const domain = region === 'us-east-1' ? 'ec2.internal' : `${region}.compute.internal`;
  return `ip-${privateIp.replaceAll('.', '-')}.${domain}`;
}

export function publicDnsName(ip: string, region: string): string {
  return `ec2-${ip.replaceAll('.', '-')}.${region === 'us-east-1' ? 'compute-1' : `${region}.compute`}.amazonaws.com`;
}

function networkTree(call: Call, instance: Instance, state: InstanceState): TreeNode {
  const publicIp = publicIpOf(instance, state);
  const dnsName = publicIp === undefined ? '' : publicDnsName(publicIp, instance.region);
  const groupSet = instance.groupIds.map((groupId) => ({
    groupId,
    groupName: call.region.groups.get(groupId)?.name ?? '',
  }));
  const association =
    publicIp === undefined ? undefined : { publicIp, publicDnsName: dnsName, ipOwnerId: 'amazon' };
  return {
    privateDnsName: privateDnsName(instance),
    dnsName,
    subnetId: instance.subnetId,
    vpcId: instance.vpcId,
    privateIpAddress: instance.privateIp,
    ipAddress: publicIp,
    sourceDestCheck: instance.sourceDestCheck,
    groupSet,
    networkInterfaceSet: [interfaceTree(instance, groupSet, association)],
  };
}

function interfaceTree(instance: Instance, groupSet: Tree, association: Tree): TreeNode {
  const { privateIp: privateIpAddress } = instance;
  const dnsName = privateDnsName(instance);
  return {
    networkInterfaceId: instance.interface.id,
    subnetId: instance.subnetId,
    vpcId: instance.vpcId,
    description: '',
    ownerId: ACCOUNT,
    status: 'in-use',
    macAddress: instance.interface.mac,
    privateIpAddress,
    privateDnsName: dnsName,
    sourceDestCheck: instance.sourceDestCheck,
    groupSet,
    attachment: {
      attachmentId: instance.interface.attachmentId,
      deviceIndex: 0,
      status: 'attached',
      attachTime: iso(instance.createdAt),
      deleteOnTermination: true,
      networkCardIndex: 0,
    },
    association,
    privateIpAddressesSet: [{ privateIpAddress, privateDnsName: dnsName, primary: true, association }],
    interfaceType: 'interface',
  };
}

function volumesTree(instance: Instance): Tree {
  return instance.volumes.map(({ id, disk, createdAt, deleteOnTermination }) => ({
    deviceName: disk.device,
    ebs: { volumeId: id, status: 'attached', attachTime: iso(createdAt), deleteOnTermination },
  }));
}
