/** What moto has otherwise of what baking, sharing and publishing images need. */
import { because, under, type AllowedDifference } from './allowed-row.js';

const GROUP = 'AutoScalingGroups[].';
const CONFIGURATION = 'LaunchConfigurations[].';
const KEY = ['KeyMetadata.KeyUsage', 'KeyMetadata.MultiRegion'];

const REFUSALS = because('moto does not refuse this.', {
  'CreateLaunchConfiguration: of a name that is taken': ['Error'],
  'DeleteLaunchConfiguration: in use': ['Error'],
  'DeleteLaunchConfiguration: again': ['Error'],
  'PutParameter: of another data type': ['Error'],
  'GetParameterHistory: of no parameter': ['Error'],
  "ModifyImageAttribute: encrypted with EBS's own key": ['Error'],
  "ModifySnapshotAttribute: encrypted with EBS's own key": ['Error'],
});

const MISSING = [
  ...because('moto does not know this action: status 500 and a page of HTML.', {
    GetEbsDefaultKmsKeyId: ['Error'],
    DescribeImageReferences: ['Error'],
  }),
  ...because('moto breaks: status 500 and a page of HTML.', { 'DescribeParameters: by name': ['Error'] }),
  ...because('moto does not answer this field.', {
    CreateKey: KEY,
    DescribeKey: KEY,
    ListAliases: under('Aliases[].', 'CreationDate', 'LastUpdatedDate'),
    ListGrants: under('Grants[].', 'CreationDate', 'IssuingAccount'),
    PutObject: ['ServerSideEncryption'],
    HeadObject: ['ServerSideEncryption'],
    GetObject: ['ServerSideEncryption', 'ChecksumType'],
    ListObjectsV2: ['Contents[].ChecksumType'],
    DescribeSnapshots: ['Snapshots[].KmsKeyId'],
    GetEbsEncryptionByDefault: ['SseType'],
  }),
  ...because('moto lists nobody, whoever the snapshot was lent to.', {
    DescribeSnapshotAttribute: ['CreateVolumePermissions'],
  }),
];

const OTHERWISE = [
  ...because("moto has overwritten the configuration with that of the same name, which wasn't refused.", {
    DescribeLaunchConfigurations: under(CONFIGURATION, 'BlockDeviceMappings', 'KeyName'),
  }),
  ...because('moto writes an element without content, or leaves out what EC2 writes as an empty text.', {
    DescribeLaunchConfigurations: under(CONFIGURATION, 'KernelId', 'RamdiskId', 'UserData'),
    DescribeAutoScalingGroups: [`${GROUP}VPCZoneIdentifier`],
    'DescribeImages: the plain one': ['Images[].Description'],
  }),
  ...because('The API reference has another default than moto.', {
    DescribeLaunchConfigurations: [`${CONFIGURATION}InstanceMonitoring.Enabled`],
    DescribeAutoScalingGroups: [`${GROUP}HealthCheckGracePeriod`],
  }),
  ...because('moto answers this though nobody asked for it.', {
    DescribeLaunchConfigurations: [`${CONFIGURATION}AssociatePublicIpAddress`],
    DescribeAutoScalingGroups: [
      `${GROUP}CapacityRebalance`,
      `${GROUP}MixedInstancesPolicy.InstancesDistribution.SpotInstancePools`,
    ],
  }),
  ...because('moto counts the version that should have been refused.', {
    'GetParameterHistory: with a label': ['Parameters.length'],
  }),
  ...because("moto takes EBS's own key for one of a customer, and has its description as it was once.", {
    "DescribeKey: EBS's own": under('KeyMetadata.', 'Description', 'KeyManager'),
  }),
  ...because("In KMS's examples a grant names its key by the ARN; moto has the bare ID.", {
    ListGrants: ['Grants[].KeyId'],
  }),
];

const INVENTED = [
  ...because('Each invents who asks: moto a user, the endpoint the role that a workflow would have.', {
    GetParameterHistory: ['Parameters[].LastModifiedUser'],
    ListBuckets: ['Owner.ID', 'Owner.DisplayName'],
  }),
  ...because('Each invents IDs of its own.', {
    CreateGrant: ['GrantId', 'GrantToken'],
    ListGrants: ['Grants[].GrantId'],
  }),
];

export const OF_MOTO_BAKING: readonly AllowedDifference[] = [
  ...REFUSALS,
  ...MISSING,
  ...OTHERWISE,
  ...INVENTED,
];
