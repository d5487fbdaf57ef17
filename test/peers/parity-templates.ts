/** Launch templates: made, looked at, changed, launched from and taken away. */
import * as ec2 from '@aws-sdk/client-ec2';
import { ABSENT, ask, type Case, type Known } from './case.js';

const TEMPLATE = { LaunchTemplateName: 'web' };
const NONE = { LaunchTemplateName: 'none' };

const data = (known: Known): ec2.RequestLaunchTemplateData => ({
  ImageId: known('ami'),
  InstanceType: 't3.micro',
  KeyName: 'made',
  MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 1 },
  BlockDeviceMappings: [
    { DeviceName: '/dev/xvda', Ebs: { VolumeSize: 8, VolumeType: 'gp3', Encrypted: true } },
  ],
  TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'Name', Value: 'from a template' }] }],
});

const MAKING: readonly Case[] = [
  ask(
    ec2.CreateLaunchTemplateCommand,
    'with most parameters',
    (known) => ({ ...TEMPLATE, VersionDescription: 'first', LaunchTemplateData: data(known) }),
    { template: 'LaunchTemplate.LaunchTemplateId' },
  ),
  ask(ec2.CreateLaunchTemplateCommand, 'of a name that is taken', (known) => ({
    ...TEMPLATE,
    LaunchTemplateData: data(known),
  })),
  ask(ec2.CreateLaunchTemplateVersionCommand, 'based on nothing', (known) => ({
    LaunchTemplateId: known('template'),
    LaunchTemplateData: { ImageId: known('ami'), InstanceType: 't3.small' as const },
  })),
  ask(ec2.CreateLaunchTemplateVersionCommand, 'based on the first', () => ({
    ...TEMPLATE,
    SourceVersion: '1',
    LaunchTemplateData: { InstanceType: 't3.small' as const },
  })),
  ask(ec2.CreateLaunchTemplateVersionCommand, 'of no template', () => ({
    ...NONE,
    LaunchTemplateData: { InstanceType: 't3.small' as const },
  })),
];

const versions = (name: string, input: (known: Known) => ec2.DescribeLaunchTemplateVersionsCommandInput) =>
  ask(ec2.DescribeLaunchTemplateVersionsCommand, name, input);

const LOOKS: readonly Case[] = [
  ask(ec2.DescribeLaunchTemplatesCommand, 'by ID', (known) => ({ LaunchTemplateIds: [known('template')] })),
  ask(ec2.DescribeLaunchTemplatesCommand, 'by name', () => ({ LaunchTemplateNames: ['web'] })),
  ask(ec2.DescribeLaunchTemplatesCommand, 'by a filter', () => ({
    Filters: [{ Name: 'launch-template-name', Values: ['web'] }],
  })),
  ask(ec2.DescribeLaunchTemplatesCommand, 'of no such name', () => ({ LaunchTemplateNames: ['none'] })),
  versions('the first, by ID', (known) => ({ LaunchTemplateId: known('template'), Versions: ['1'] })),
  versions('the default and the latest, by name', () => ({
    ...TEMPLATE,
    Versions: ['$Default', '$Latest'],
  })),
  versions('up to the first', () => ({ ...TEMPLATE, MaxVersion: '1' })),
  versions('the latest of all templates', () => ({ Versions: ['$Latest'] })),
  versions('that does not exist', () => ({ ...TEMPLATE, Versions: ['9'] })),
  versions('of no such name', () => NONE),
  versions('of no such ID', () => ({ LaunchTemplateId: ABSENT.template })),
  versions('of nothing in particular', () => ({})),
];

const plain = (Version: string) => (known: Known) => ({
  LaunchTemplate: { LaunchTemplateId: known('template'), Version },
  SubnetId: known('subnet'),
  SecurityGroupIds: [known('group')],
  MinCount: 1,
  MaxCount: 1,
});

const LAUNCHES: readonly Case[] = [
  ask(ec2.RunInstancesCommand, 'from a template', plain('1'), { templated: 'Instances.0.InstanceId' }),
  ask(ec2.RunInstancesCommand, 'from a template, as a dry run', (known) => ({
    ...plain('1')(known),
    DryRun: true,
  })),
  ask(ec2.RunInstancesCommand, 'from a template that does not exist', (known) => ({
    ...plain('1')(known),
    LaunchTemplate: NONE,
  })),
  ask(ec2.RunInstancesCommand, 'from a version that does not exist', plain('9')),
  ask(
    ec2.RunInstancesCommand,
    'for spot',
    (known) => ({
      ImageId: known('ami'),
      InstanceType: 't3.micro' as const,
      SubnetId: known('subnet'),
      SecurityGroupIds: [known('group')],
      MetadataOptions: { HttpTokens: 'required' as const, HttpPutResponseHopLimit: 1 },
      BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { VolumeSize: 8, VolumeType: 'gp3' as const } }],
      InstanceMarketOptions: {
        MarketType: 'spot' as const,
        SpotOptions: {
          SpotInstanceType: 'one-time' as const,
          InstanceInterruptionBehavior: 'terminate' as const,
        },
      },
      MinCount: 1,
      MaxCount: 1,
    }),
    { spot: 'Instances.0.InstanceId' },
  ),
  ask(ec2.TerminateInstancesCommand, 'from a template, and spot', (known) => ({
    InstanceIds: [known('templated'), known('spot')],
  })),
];

const CHANGES: readonly Case[] = [
  ask(ec2.ModifyLaunchTemplateCommand, 'another default version', () => ({
    ...TEMPLATE,
    DefaultVersion: '2',
  })),
  ask(ec2.ModifyLaunchTemplateCommand, 'a default version that does not exist', () => ({
    ...TEMPLATE,
    DefaultVersion: '9',
  })),
  ask(ec2.DeleteLaunchTemplateVersionsCommand, 'the last', () => ({ ...TEMPLATE, Versions: ['3'] })),
  ask(ec2.DeleteLaunchTemplateCommand, 'by name', () => TEMPLATE),
  ask(ec2.DeleteLaunchTemplateCommand, 'again', (known) => ({ LaunchTemplateId: known('template') })),
];

export const TEMPLATE_CASES: readonly Case[] = [...MAKING, ...LOOKS, ...LAUNCHES, ...CHANGES];
