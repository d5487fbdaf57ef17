/**
 * Where moto and the endpoint may answer differently, and why. Each row must match something, or it is an error:
 * what moto learns, or the endpoint mends, is to be taken out.
 */
import { OF_MOTO_BAKING } from './allowed-baking.js';
import { OF_MOTO_CODE_DEPLOY } from './allowed-code-deploy.js';
import { OF_MOTO } from './allowed-moto.js';
import { OF_MOTO_SCALING } from './allowed-scaling.js';
import { because, under, type AllowedDifference } from './allowed-row.js';

const TYPE = 'InstanceTypes[].';

/** Both invent what AWS decides for an account. */
const INVENTED = [
  ...because('Each invents who asks: moto a user, the endpoint the role that a workflow would have.', {
    GetCallerIdentity: ['Arn', 'UserId'],
    CreateLaunchTemplate: ['LaunchTemplate.CreatedBy'],
    CreateLaunchTemplateVersion: ['LaunchTemplateVersion.CreatedBy'],
    DescribeLaunchTemplates: ['LaunchTemplates[].CreatedBy'],
    DescribeLaunchTemplateVersions: ['LaunchTemplateVersions[].CreatedBy'],
    ModifyLaunchTemplate: ['LaunchTemplate.CreatedBy'],
  }),
  ...because('What a secret is encrypted to, nobody can know; moto shows the secret itself.', {
    'GetParameter: a secret': ['Parameter.Value'],
  }),
  ...because('AWS shuffles the zones for each account; each side has a shuffle of its own.', {
    DescribeAvailabilityZones: ['AvailabilityZones[].ZoneId'],
    DescribeSubnets: ['Subnets[].AvailabilityZoneId'],
  }),
  ...because('How often the publisher has released: invented by the endpoint, a copy of May 2026 in moto.', {
    GetParameter: ['Parameter.Version'],
    GetParameters: ['Parameters[].Version'],
  }),
  ...because("Each has the public image's description as of another release.", {
    'DescribeImages: the public one': ['Images[].Description'],
  }),
  ...because(
    'moto answers the same text for every machine; that of the endpoint is what a machine would write.',
    {
      GetConsoleOutput: ['Output'],
    },
  ),
];

/** Fields that the endpoint leaves out, because nothing that it was written for reads them. */
const LEFT_OUT = because('The endpoint leaves out this optional field.', {
  DescribeVpcs: under('Vpcs[].', 'CidrBlockAssociationSet[].AssociationId', 'DhcpOptionsId'),
  DescribeSubnets: under('Subnets[].', 'Ipv6Native', 'PrivateDnsNameOptionsOnLaunch'),
  DescribeInstanceTypes: [
    ...under(`${TYPE}EbsInfo.`, 'AttachmentLimitType', 'EbsOptimizedInfo', 'MaximumEbsAttachments'),
    ...under(
      `${TYPE}NetworkInfo.`,
      'ConnectionTrackingConfiguration',
      '*Network*Card*',
      'E*Supported',
      'EfaInfo',
    ),
    ...under(
      `${TYPE}NetworkInfo.`,
      'FlexibleEnaQueuesSupport',
      'Ipv*',
      'MaximumNetworkInterfaces',
      'Secondary*',
    ),
    ...under(
      TYPE,
      'Nitro*',
      'PhcSupport',
      'ProcessorInfo.SustainedClockSpeedInGhz',
      'RebootMigrationSupport',
    ),
    ...under(`${TYPE}VCpuInfo.`, 'ValidCores', 'ValidThreadsPerCore'),
  ],
});

/** Written down to be mended; each row goes with its fault. */
const FAULTS = [
  ...because("fault of the endpoint: an imported RSA key's fingerprint is the MD5 of its public half.", {
    ImportKeyPair: ['KeyFingerprint'],
  }),
  ...because(
    'fault of the endpoint: of a pending instance EC2 says `pending` here; moto writes empty texts.',
    {
      RunInstances: ['Instances[].StateReason'],
    },
  ),
  ...because("fault of the endpoint: differs from AWS's catalogue, which moto has a copy of.", {
    DescribeInstanceTypes: [
      ...under(
        TYPE,
        'CurrentGeneration',
        'DedicatedHostsSupported',
        'FreeTierEligible',
        'HibernationSupported',
      ),
      ...under(TYPE, 'NetworkInfo.NetworkPerformance', 'PlacementGroupInfo.SupportedStrategies**'),
      ...under(TYPE, 'ProcessorInfo.SupportedArchitectures**', 'SupportedBootModes**'),
    ],
  }),
];

export const ALLOWED: readonly AllowedDifference[] = [
  ...INVENTED,
  ...OF_MOTO,
  ...OF_MOTO_BAKING,
  ...OF_MOTO_CODE_DEPLOY,
  ...OF_MOTO_SCALING,
  ...LEFT_OUT,
  ...FAULTS,
];
