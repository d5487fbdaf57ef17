/** Launch configurations and groups, as data. */
import * as scaling from '@aws-sdk/client-auto-scaling';
import * as ec2 from '@aws-sdk/client-ec2';
import { ask, askScaling, type Case, type Known } from './case.js';
import { ZONE } from './case.js';

const CONFIGURATION = { LaunchConfigurationName: 'configured' };
const template = (known: Known) => ({ LaunchTemplateId: known('scaled'), Version: '1' });
const group = (AutoScalingGroupName: string) => ({
  AutoScalingGroupName,
  MinSize: 0,
  MaxSize: 2,
  AvailabilityZones: [ZONE],
});

const CONFIGURATIONS: readonly Case[] = [
  askScaling(scaling.CreateLaunchConfigurationCommand, 'anew', (known) => ({
    ...CONFIGURATION,
    ImageId: known('ami'),
    InstanceType: 't3.micro',
    KeyName: 'made',
    BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { VolumeSize: 9, VolumeType: 'gp3' } }],
  })),
  askScaling(scaling.CreateLaunchConfigurationCommand, 'of a name that is taken', (known) => ({
    ...CONFIGURATION,
    ImageId: known('ami'),
    InstanceType: 't3.micro',
  })),
  askScaling(scaling.DescribeLaunchConfigurationsCommand, 'by name', () => ({
    LaunchConfigurationNames: [CONFIGURATION.LaunchConfigurationName],
  })),
];

const GROUPS: readonly Case[] = [
  ask(
    ec2.CreateLaunchTemplateCommand,
    'for a group',
    (known) => ({
      LaunchTemplateName: 'scaled',
      LaunchTemplateData: { ImageId: known('ami'), InstanceType: 't3.micro' as const },
    }),
    { scaled: 'LaunchTemplate.LaunchTemplateId' },
  ),
  askScaling(scaling.CreateAutoScalingGroupCommand, 'from a configuration', () => ({
    ...group('of-configuration'),
    ...CONFIGURATION,
  })),
  askScaling(scaling.CreateAutoScalingGroupCommand, 'from a template', (known) => ({
    ...group('of-template'),
    LaunchTemplate: template(known),
    Tags: [{ Key: 'team', Value: 'web', PropagateAtLaunch: true }],
  })),
  askScaling(scaling.CreateAutoScalingGroupCommand, 'of mixed instances', (known) => ({
    ...group('mixed'),
    MixedInstancesPolicy: {
      LaunchTemplate: {
        LaunchTemplateSpecification: template(known),
        Overrides: [{ InstanceType: 't3.small' }],
      },
    },
  })),
  askScaling(scaling.CreateAutoScalingGroupCommand, 'from nothing', () => group('of-nothing')),
  askScaling(scaling.CreateAutoScalingGroupCommand, 'in no place', (known) => ({
    ...group('nowhere'),
    AvailabilityZones: [],
    LaunchTemplate: template(known),
  })),
  ...['of-configuration', 'of-template', 'mixed', 'none'].map((name) =>
    askScaling(scaling.DescribeAutoScalingGroupsCommand, name, () => ({ AutoScalingGroupNames: [name] })),
  ),
];

const drop = (AutoScalingGroupName: string): Case =>
  askScaling(scaling.DeleteAutoScalingGroupCommand, AutoScalingGroupName, () => ({
    AutoScalingGroupName,
    ForceDelete: true,
  }));

const ENDING: readonly Case[] = [
  askScaling(scaling.DeleteLaunchConfigurationCommand, 'in use', () => CONFIGURATION),
  ...['of-configuration', 'of-template', 'mixed', 'none'].map(drop),
  askScaling(scaling.DeleteLaunchConfigurationCommand, 'no longer in use', () => CONFIGURATION),
  askScaling(scaling.DeleteLaunchConfigurationCommand, 'again', () => CONFIGURATION),
  ask(ec2.DeleteLaunchTemplateCommand, 'of the groups', () => ({ LaunchTemplateName: 'scaled' })),
];

export const SCALING_CASES: readonly Case[] = [...CONFIGURATIONS, ...GROUPS, ...ENDING];
