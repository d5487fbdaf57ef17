/**
 * One story told to both sides: a machine is launched, looked at, stopped, made into an image, and all is taken
 * away again. Every action that the endpoint knows comes up, most of the refusals that a client must cope with, too.
 */
import * as ec2 from '@aws-sdk/client-ec2';
import { ABSENT, ask, type Case, type Known } from './case.js';
import { CODE_DEPLOY_CASES } from './parity-code-deploy.js';
import { GROUP_CASES } from './parity-groups.js';
import { IMAGE_CASES } from './parity-images.js';
import { KEY_CASES } from './parity-keys.js';
import { PARAMETER_CASES } from './parity-parameters.js';
import { PLACE_CASES } from './parity-places.js';
import { SCALING_CASES } from './parity-scaling.js';
import { STACK_CASES } from './parity-stacks.js';
import { STORAGE_CASES } from './parity-storage.js';
import { TEMPLATE_CASES } from './parity-templates.js';

const IMAGES_OF_OTHERS: readonly Case[] = [
  ask(ec2.DescribeImagesCommand, 'the public one', (known) => ({ ImageIds: [known('ami')] })),
  ask(ec2.DescribeImagesCommand, 'none of our own yet', () => ({ Owners: ['self'] })),
  ask(ec2.DescribeImagesCommand, 'that does not exist', () => ({ ImageIds: [ABSENT.image] })),
  ask(ec2.DescribeImagesCommand, 'with a malformed ID', () => ({ ImageIds: ['image'] })),
];

const launch = (ImageId: string): ec2.RunInstancesCommandInput => ({
  ImageId,
  InstanceType: 't3.micro',
  MinCount: 1,
  MaxCount: 1,
});

/** As ami-launch does it, but that moto asks for the size of the root volume. */
const full = (known: Known): ec2.RunInstancesCommandInput => ({
  ...launch(known('ami')),
  SubnetId: known('subnet'),
  SecurityGroupIds: [known('group')],
  KeyName: 'made',
  ClientToken: 'once',
  UserData: Buffer.from('#!/bin/sh\ntrue\n').toString('base64'),
  MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 1 },
  BlockDeviceMappings: [
    { DeviceName: '/dev/xvda', Ebs: { VolumeSize: 8, VolumeType: 'gp3', Encrypted: true } },
  ],
  TagSpecifications: (['instance', 'volume'] as const).map((ResourceType) => ({
    ResourceType,
    Tags: [
      { Key: 'Name', Value: 'web' },
      { Key: 'team', Value: 'a & b' },
    ],
  })),
});

const LAUNCHES: readonly Case[] = [
  ask(ec2.RunInstancesCommand, 'with most options', full, {
    web: 'Instances.0.InstanceId',
    reservation: 'ReservationId',
  }),
  ask(
    ec2.RunInstancesCommand,
    'two of the plainest',
    (known) => ({ ...launch(known('ami')), SubnetId: known('subnet'), MinCount: 2, MaxCount: 2 }),
    { plain: 'Instances.0.InstanceId' },
  ),
  ask(ec2.RunInstancesCommand, 'as a dry run', (known) => ({ ...launch(known('ami')), DryRun: true })),
  ask(ec2.RunInstancesCommand, 'of no image', () => launch(ABSENT.image)),
  ask(ec2.RunInstancesCommand, 'of a malformed image', () => launch('image')),
  ask(ec2.RunInstancesCommand, 'of no type', (known) => ({
    ...launch(known('ami')),
    InstanceType: 't99.micro' as ec2._InstanceType,
  })),
  ask(ec2.RunInstancesCommand, 'with no key', (known) => ({ ...launch(known('ami')), KeyName: 'none' })),
  ask(ec2.RunInstancesCommand, 'in no subnet', (known) => ({
    ...launch(known('ami')),
    SubnetId: ABSENT.subnet,
  })),
  ask(ec2.RunInstancesCommand, 'in no group', (known) => ({
    ...launch(known('ami')),
    SecurityGroupIds: [ABSENT.group],
  })),
  ask(ec2.RunInstancesCommand, 'with a profile that does not exist', (known) => ({
    ...launch(known('ami')),
    IamInstanceProfile: { Name: 'none' },
  })),
];

const byId = (known: Known) => ({ InstanceIds: [known('web')] });
const attribute = (Attribute: ec2.InstanceAttributeName): Case =>
  ask(ec2.DescribeInstanceAttributeCommand, Attribute, (known) => ({ InstanceId: known('web'), Attribute }));

const LOOKS: readonly Case[] = [
  ask(ec2.DescribeInstancesCommand, 'running', byId, {
    volume: 'Reservations.0.Instances.0.BlockDeviceMappings.0.Ebs.VolumeId',
  }),
  ask(ec2.DescribeInstancesCommand, 'by a tag and its state', () => ({
    Filters: [
      { Name: 'tag:Name', Values: ['w*'] },
      { Name: 'instance-state-name', Values: ['running'] },
    ],
  })),
  ask(ec2.DescribeInstancesCommand, 'that does not exist', () => ({ InstanceIds: [ABSENT.instance] })),
  ask(ec2.DescribeInstancesCommand, 'with a malformed ID', () => ({ InstanceIds: ['web'] })),
  ask(ec2.DescribeInstanceStatusCommand, 'running', byId),
  ask(ec2.DescribeInstanceStatusCommand, 'that does not exist', () => ({ InstanceIds: [ABSENT.instance] })),
  ask(ec2.GetConsoleOutputCommand, 'running', (known) => ({ InstanceId: known('web') })),
  ask(ec2.GetConsoleOutputCommand, 'that does not exist', () => ({ InstanceId: ABSENT.instance })),
  ...(
    ['userData', 'instanceType', 'disableApiTermination', 'instanceInitiatedShutdownBehavior'] as const
  ).map(attribute),
  ...(['rootDeviceName', 'blockDeviceMapping', 'sourceDestCheck', 'groupSet', 'ebsOptimized'] as const).map(
    attribute,
  ),
  ask(ec2.DescribeVolumesCommand, 'of the instance', (known) => ({ VolumeIds: [known('volume')] })),
  ask(ec2.DescribeVolumesCommand, 'that does not exist', () => ({ VolumeIds: [ABSENT.volume] })),
  ask(ec2.DeleteVolumeCommand, 'in use', (known) => ({ VolumeId: known('volume') })),
  ask(ec2.DeleteVolumeCommand, 'that does not exist', () => ({ VolumeId: ABSENT.volume })),
];

const TAGS: readonly Case[] = [
  ask(ec2.CreateTagsCommand, 'two', (known) => ({
    Resources: [known('web'), known('volume')],
    Tags: [
      { Key: 'role', Value: 'server' },
      { Key: 'team', Value: 'c' },
    ],
  })),
  ask(ec2.CreateTagsCommand, 'on what does not exist', () => ({
    Resources: [ABSENT.instance],
    Tags: [{ Key: 'role', Value: 'server' }],
  })),
  ask(ec2.CreateTagsCommand, 'under a reserved name', (known) => ({
    Resources: [known('vpc')],
    Tags: [{ Key: 'aws:role', Value: 'server' }],
  })),
  ask(ec2.DescribeTagsCommand, 'of the instance', (known) => ({
    Filters: [{ Name: 'resource-id', Values: [known('web')] }],
  })),
  ask(ec2.DeleteTagsCommand, 'one', (known) => ({ Resources: [known('web')], Tags: [{ Key: 'role' }] })),
  ask(ec2.DescribeTagsCommand, 'of the instance, one less', (known) => ({
    Filters: [{ Name: 'resource-id', Values: [known('web')] }],
  })),
];

const protect = (Value: boolean) => (known: Known) => ({
  InstanceId: known('web'),
  DisableApiTermination: { Value },
});

const CHANGES: readonly Case[] = [
  ask(ec2.ModifyInstanceAttributeCommand, 'protected from termination', protect(true)),
  ask(ec2.TerminateInstancesCommand, 'protected', byId),
  ask(ec2.ModifyInstanceAttributeCommand, 'no longer protected', protect(false)),
  ask(ec2.ModifyInstanceAttributeCommand, 'of a type while running', (known) => ({
    InstanceId: known('web'),
    InstanceType: { Value: 't3.micro' },
  })),
  ask(ec2.RebootInstancesCommand, 'running', byId),
  ask(ec2.StopInstancesCommand, 'running', byId),
  ask(ec2.DescribeInstancesCommand, 'stopped', byId),
  ask(ec2.DescribeInstanceStatusCommand, 'stopped', (known) => ({
    ...byId(known),
    IncludeAllInstances: true,
  })),
  ask(ec2.StartInstancesCommand, 'stopped', byId),
  ask(ec2.StartInstancesCommand, 'that does not exist', () => ({ InstanceIds: [ABSENT.instance] })),
  ask(ec2.StopInstancesCommand, 'that does not exist', () => ({ InstanceIds: [ABSENT.instance] })),
  ask(ec2.RebootInstancesCommand, 'that does not exist', () => ({ InstanceIds: [ABSENT.instance] })),
];

export const CASES: readonly Case[] = [
  ...PLACE_CASES,
  ...IMAGES_OF_OTHERS,
  ...LAUNCHES,
  ...LOOKS,
  ...TAGS,
  ...CODE_DEPLOY_CASES,
  ...CHANGES,
  ...TEMPLATE_CASES,
  ...SCALING_CASES,
  ...GROUP_CASES,
  ...STACK_CASES,
  ...PARAMETER_CASES,
  ...KEY_CASES,
  ...STORAGE_CASES,
  ...IMAGE_CASES,
];
