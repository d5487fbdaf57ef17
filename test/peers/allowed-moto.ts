/** What moto lacks, or does otherwise than EC2. */
import { because, under, type AllowedDifference } from './allowed-row.js';
import { OF_MOTO_STACKS } from './allowed-stacks.js';
import { OF_MOTO_TEMPLATES } from './allowed-templates.js';

const INSTANCE = 'Reservations[].Instances[].';
const IMAGE = 'Images[].';
const DISK = 'Images[].BlockDeviceMappings[].Ebs.';

/** Fields that EC2 answers, and moto doesn't or with something else. */
const MOTO_FIELDS = [
  ...because('moto does not answer this field.', {
    DescribeAvailabilityZones: under(
      'AvailabilityZones[].',
      'GroupName',
      'NetworkBorderGroup',
      'OptInStatus',
    ),
    GetParameter: ['Parameter.Selector'],
    DescribeKeyPairs: ['KeyPairs[].KeyType'],
    AuthorizeSecurityGroupIngress: ['SecurityGroupRules[].GroupOwnerId'],
    AuthorizeSecurityGroupEgress: ['SecurityGroupRules[].GroupOwnerId'],
    RunInstances: [
      ...under(
        'Instances[].',
        'BootMode',
        'CpuOptions',
        'EnaSupport',
        'EnclaveOptions',
        'MaintenanceOptions',
      ),
      ...under('Instances[].', 'PlatformDetails', 'UsageOperation', 'UsageOperationUpdateTime'),
      'Instances[].NetworkInterfaces[].PrivateIpAddresses[].PrivateDnsName',
    ],
    DescribeInstances: [
      ...under(INSTANCE, 'BootMode', 'CpuOptions', 'EnaSupport', 'EnclaveOptions', 'MaintenanceOptions'),
      ...under(INSTANCE, 'PlatformDetails', 'UsageOperation', 'UsageOperationUpdateTime'),
      `${INSTANCE}NetworkInterfaces[].PrivateIpAddresses[].PrivateDnsName`,
    ],
    DescribeInstanceStatus: ['InstanceStatuses[].AttachedEbsStatus'],
    DescribeInstanceAttribute: ['BlockDeviceMappings'],
    DescribeVolumes: under(
      'Volumes[].',
      'Attachments[].DeleteOnTermination',
      'MultiAttachEnabled',
      'Throughput',
    ),
    DescribeImages: [
      ...under(
        IMAGE,
        'DeprecationTime',
        'DeregistrationProtection',
        'EnaSupport',
        'Hypervisor',
        'ImageAllowed',
      ),
      ...under(
        IMAGE,
        'ImageLocation',
        'ImdsSupport',
        'PlatformDetails',
        'SourceImageId',
        'SourceImageRegion',
      ),
      ...under(IMAGE, 'SriovNetSupport', 'UsageOperation'),
      ...under(DISK, 'Encrypted', 'Iops', 'Throughput'),
    ],
    DescribeSnapshots: under('Snapshots[].', 'CompletionTime', 'StorageTier'),
  }),
  ...because('Public parameters belong to no account; moto gives them to the one that asks.', {
    GetParameter: ['Parameter.ARN'],
    GetParameters: ['Parameters[].ARN'],
  }),
  ...because('moto has a public address from the launch on; EC2 gives it once the machine runs.', {
    RunInstances: [
      ...under('Instances[].', 'PublicDnsName', 'PublicIpAddress', 'NetworkInterfaces[].Association'),
      'Instances[].NetworkInterfaces[].PrivateIpAddresses[].Association',
    ],
  }),
  ...because('In EC2 the public address of an interface is owned by amazon and has a public name.', {
    DescribeInstances: [
      ...under(`${INSTANCE}NetworkInterfaces[].Association.`, 'IpOwnerId', 'PublicDnsName'),
      ...under(
        `${INSTANCE}NetworkInterfaces[].PrivateIpAddresses[].Association.`,
        'IpOwnerId',
        'PublicDnsName',
      ),
    ],
  }),
  ...because('moto writes an element without content, or leaves out what EC2 writes as an empty text.', {
    RunInstances: under('Instances[].', 'HibernationOptions'),
    DescribeInstances: [
      ...under(INSTANCE, 'HibernationOptions', 'StateReason', 'PublicDnsName'),
      `${INSTANCE}NetworkInterfaces[].Association`,
    ],
  }),
  ...because(
    'moto does not read it from the image or the request: its disks and interfaces outlive the machine.',
    {
      RunInstances: [
        'Instances[].BlockDeviceMappings[].Ebs.DeleteOnTermination',
        'Instances[].NetworkInterfaces[].Attachment.DeleteOnTermination',
      ],
      DescribeInstances: [
        `${INSTANCE}BlockDeviceMappings[].Ebs.DeleteOnTermination`,
        `${INSTANCE}NetworkInterfaces[].Attachment.DeleteOnTermination`,
      ],
      DescribeImages: [`${DISK}DeleteOnTermination`],
    },
  ),
  ...because('moto describes every primary interface with the same words; EC2 leaves that empty.', {
    RunInstances: ['Instances[].NetworkInterfaces[].Description'],
    DescribeInstances: [`${INSTANCE}NetworkInterfaces[].Description`],
  }),
  ...because('An attribute of the Xen types, which moto gives to all.', {
    RunInstances: ['Instances[].SriovNetSupport'],
    DescribeInstances: [`${INSTANCE}SriovNetSupport`],
  }),
  ...because('moto takes its own defaults, where EC2 takes those of the image or the VPC.', {
    'RunInstances: two of the plainest': [
      ...under('Instances[].', 'BlockDeviceMappings[].DeviceName', 'SecurityGroups'),
      ...under('Instances[].MetadataOptions.', 'HttpPutResponseHopLimit', 'HttpTokens'),
    ],
  }),
  ...because(
    'Every image of moto has one unencrypted disk of 15 GiB at /dev/sda1, whatever it was made of.',
    {
      DescribeImages: [
        ...under(DISK, 'VolumeSize', 'VolumeType'),
        ...under(IMAGE, 'BlockDeviceMappings[].DeviceName', 'BootMode', 'RootDeviceName', 'RootDeviceType'),
      ],
      DescribeSnapshots: under('Snapshots[].', 'Encrypted', 'VolumeId', 'VolumeSize'),
      DescribeVolumes: ['Volumes[].SnapshotId'],
    },
  ),
  ...because(
    "moto's copy keeps the description; EC2's reference does not say what it has when none is given.",
    {
      'DescribeImages: the copy': ['Images[].Description'],
    },
  ),
  ...because('A terminated instance of moto keeps its place in the network; in EC2 it has none.', {
    'DescribeInstances: terminated': [
      ...under(INSTANCE, 'NetworkInterfaces', 'PrivateDnsName', 'PrivateIpAddress', 'SecurityGroups'),
      ...under(INSTANCE, 'SourceDestCheck', 'SubnetId', 'VpcId'),
    ],
  }),
  ...because('moto says so even of an instance that has long ended.', {
    'TerminateInstances: again': under('TerminatingInstances[].CurrentState.', 'Code', 'Name'),
  }),
];

/** What EC2 refuses, and moto doesn't or in other words. */
const MOTO_REFUSALS = [
  ...because('moto does not refuse this.', {
    'DescribeRegions: one that does not exist': ['Error'],
    'DescribeAvailabilityZones: one that does not exist': ['Error'],
    'CreateTags: on what does not exist': ['Error'],
    'CreateTags: under a reserved name': ['Error'],
    'ModifyInstanceAttribute: of a type while running': ['Error'],
    'CreateImage: with a name that is taken': ['Error'],
    'DeleteSecurityGroup: in use': ['Error'],
    'StartInstances: terminated': ['Error'],
  }),
  ...because('moto has deleted the group while it was in use.', {
    'DeleteSecurityGroup: no longer in use': ['Error'],
  }),
  ...because('As moto believes that a volume is not deleted with its instance, it is still there.', {
    'DescribeVolumes: gone with its instance': ['Error'],
  }),
  ...because('moto does not tell a malformed ID from an unknown one.', {
    'DescribeInstances: with a malformed ID': ['Error.code'],
  }),
  ...because('moto answers with an error of IAM or of its own; EC2 with InvalidParameterValue.', {
    'RunInstances: of no type': ['Error.code'],
    'RunInstances: with a profile that does not exist': ['Error.code', 'Error.status'],
  }),
  ...because('moto breaks: status 500 and a page of HTML.', {
    'ImportKeyPair: no key': ['Error.code', 'Error.status'],
    'DescribeImageAttribute: that does not exist': ['Error.code', 'Error.status'],
  }),
  ...because('moto does not know this action: status 500 and a page of HTML.', {
    EnableImageDeprecation: ['Error'],
    DisableImageDeprecation: ['Error'],
    EnableImageDeregistrationProtection: ['Error'],
    DisableImageDeregistrationProtection: ['Error'],
    DisableImage: ['Error'],
    EnableImage: ['Error'],
    DeleteLaunchTemplateVersions: ['Error'],
    DescribeInstanceInformation: ['Error'],
  }),
];

export const OF_MOTO: readonly AllowedDifference[] = [
  ...MOTO_FIELDS,
  ...MOTO_REFUSALS,
  ...OF_MOTO_STACKS,
  ...OF_MOTO_TEMPLATES,
];
