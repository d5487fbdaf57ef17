/** An image is made of the machine that the story so far has launched, copied, shared, and all is taken away. */
import * as ec2 from '@aws-sdk/client-ec2';
import { ABSENT, ask, type Case, type Known } from './case.js';
import { REGION } from './sides.js';

const image = (known: Known) => ({ ImageId: known('golden') });
/** Of a machine whose volumes are not encrypted, so that it can be shared. */
const plain = (known: Known) => ({ ImageId: known('plain-image') });
const none = () => ({ ImageId: ABSENT.image });

const MAKING: readonly Case[] = [
  ask(
    ec2.CreateImageCommand,
    'of the instance',
    (known) => ({
      InstanceId: known('web'),
      Name: 'golden',
      Description: 'Made of gold',
      TagSpecifications: [{ ResourceType: 'image' as const, Tags: [{ Key: 'Name', Value: 'golden' }] }],
    }),
    { golden: 'ImageId' },
  ),
  ask(ec2.CreateImageCommand, 'with a name that is taken', (known) => ({
    InstanceId: known('web'),
    Name: 'golden',
  })),
  ask(ec2.CreateImageCommand, 'of nothing', () => ({ InstanceId: ABSENT.instance, Name: 'nothing' })),
  ask(ec2.DescribeImagesCommand, 'our own', (known) => ({ ImageIds: [known('golden')], Owners: ['self'] }), {
    snapshot: 'Images.0.BlockDeviceMappings.0.Ebs.SnapshotId',
  }),
  ask(ec2.DescribeSnapshotsCommand, 'of the image', (known) => ({ SnapshotIds: [known('snapshot')] })),
  ask(ec2.DescribeSnapshotsCommand, 'that does not exist', () => ({ SnapshotIds: [ABSENT.snapshot] })),
  ask(ec2.DeleteSnapshotCommand, 'in use', (known) => ({ SnapshotId: known('snapshot') })),
  ask(ec2.DeleteSnapshotCommand, 'that does not exist', () => ({ SnapshotId: ABSENT.snapshot })),
  ask(
    ec2.CopyImageCommand,
    'within the region',
    (known) => ({ SourceImageId: known('golden'), SourceRegion: REGION, Name: 'copied' }),
    { copy: 'ImageId' },
  ),
  ask(ec2.CopyImageCommand, 'of nothing', () => ({
    SourceImageId: ABSENT.image,
    SourceRegion: REGION,
    Name: 'nothing',
  })),
  ask(
    ec2.CreateImageCommand,
    'of a plain instance',
    (known) => ({ InstanceId: known('plain'), Name: 'plain' }),
    { 'plain-image': 'ImageId' },
  ),
  ask(ec2.DescribeImagesCommand, 'the plain one', (known) => ({ ImageIds: [known('plain-image')] }), {
    'plain-snapshot': 'Images.0.BlockDeviceMappings.0.Ebs.SnapshotId',
  }),
  ask(ec2.DescribeImagesCommand, 'the copy', (known) => ({ ImageIds: [known('copy')] })),
];

const grant = (...Add: ec2.LaunchPermission[]) => ({ LaunchPermission: { Add } });

const SHARING: readonly Case[] = [
  ask(ec2.GetEbsDefaultKmsKeyIdCommand, "EBS's own", () => ({})),
  ask(ec2.GetEbsEncryptionByDefaultCommand, 'off', () => ({})),
  ask(ec2.ModifyImageAttributeCommand, "encrypted with EBS's own key", (known) => ({
    ...image(known),
    ...grant({ UserId: '210987654321' }),
  })),
  ask(ec2.ModifySnapshotAttributeCommand, "encrypted with EBS's own key", (known) => ({
    SnapshotId: known('snapshot'),
    CreateVolumePermission: { Add: [{ UserId: '210987654321' }] },
  })),
  ask(ec2.ModifySnapshotAttributeCommand, 'lent', (known) => ({
    SnapshotId: known('plain-snapshot'),
    CreateVolumePermission: { Add: [{ UserId: '210987654321' }] },
  })),
  ask(ec2.DescribeSnapshotAttributeCommand, 'createVolumePermission', (known) => ({
    SnapshotId: known('plain-snapshot'),
    Attribute: 'createVolumePermission' as const,
  })),
  ask(ec2.DescribeImageReferencesCommand, 'all', (known) => ({
    ImageIds: [known('ami')],
    IncludeAllResourceTypes: true,
  })),
  ask(ec2.ModifyImageAttributeCommand, 'shared', (known) => ({
    ...plain(known),
    ...grant({ UserId: '210987654321' }),
  })),
  ask(ec2.ModifyImageAttributeCommand, 'shared with an organisation', (known) => ({
    ...plain(known),
    ...grant({ OrganizationArn: 'arn:aws:organizations::210987654321:organization/o-abcdefghij' }),
  })),
  ask(ec2.ModifyImageAttributeCommand, 'shared with nobody', (known) => ({
    ...image(known),
    ...grant({ UserId: 'me' }),
  })),
  ask(ec2.ModifyImageAttributeCommand, 'that does not exist', () => ({
    ...none(),
    ...grant({ Group: 'all' }),
  })),
  ask(ec2.DescribeImageAttributeCommand, 'launchPermission', (known) => ({
    ...plain(known),
    Attribute: 'launchPermission' as const,
  })),
  ask(ec2.DescribeImageAttributeCommand, 'description', (known) => ({
    ...image(known),
    Attribute: 'description' as const,
  })),
  ask(ec2.DescribeImageAttributeCommand, 'that does not exist', () => ({
    ...none(),
    Attribute: 'description' as const,
  })),
  ask(ec2.EnableImageDeprecationCommand, 'next year', (known) => ({
    ...image(known),
    DeprecateAt: new Date('2099-01-01T00:00:00Z'),
  })),
  ask(ec2.DisableImageDeprecationCommand, 'again', image),
  ask(ec2.EnableImageDeregistrationProtectionCommand, 'on', image),
  ask(ec2.DisableImageDeregistrationProtectionCommand, 'off', image),
  ask(ec2.DisableImageCommand, 'off', image),
  ask(ec2.EnableImageCommand, 'on', image),
];

const ENDING: readonly Case[] = [
  ask(ec2.DeregisterImageCommand, 'ours', image),
  ask(ec2.DeregisterImageCommand, 'ours again', image),
  ask(ec2.DeregisterImageCommand, 'that does not exist', none),
  ask(ec2.DescribeImagesCommand, 'deregistered', (known) => ({ ImageIds: [known('golden')] })),
  ask(ec2.DeleteSnapshotCommand, 'no longer in use', (known) => ({ SnapshotId: known('snapshot') })),
  ask(ec2.DescribeSnapshotsCommand, 'deleted', (known) => ({ SnapshotIds: [known('snapshot')] })),
  ask(ec2.DeleteSecurityGroupCommand, 'in use', (known) => ({ GroupId: known('group') })),
  ask(ec2.TerminateInstancesCommand, 'running', (known) => ({ InstanceIds: [known('web')] })),
  ask(ec2.DescribeInstancesCommand, 'terminated', (known) => ({ InstanceIds: [known('web')] })),
  ask(ec2.TerminateInstancesCommand, 'again', (known) => ({ InstanceIds: [known('web')] })),
  ask(ec2.TerminateInstancesCommand, 'that does not exist', () => ({ InstanceIds: [ABSENT.instance] })),
  ask(ec2.StartInstancesCommand, 'terminated', (known) => ({ InstanceIds: [known('web')] })),
  ask(ec2.DescribeVolumesCommand, 'gone with its instance', (known) => ({ VolumeIds: [known('volume')] })),
  ask(ec2.DeleteSecurityGroupCommand, 'no longer in use', (known) => ({ GroupId: known('group') })),
  ask(ec2.DeleteSecurityGroupCommand, 'that does not exist', () => ({ GroupId: ABSENT.group })),
];

export const IMAGE_CASES: readonly Case[] = [...MAKING, ...SHARING, ...ENDING];
