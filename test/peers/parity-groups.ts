/** Auto Scaling groups with instances: their sizes, single instances, tags and warm pools; and refreshes, which only one side has. */
import * as scaling from '@aws-sdk/client-auto-scaling';
import * as ec2 from '@aws-sdk/client-ec2';
import { ABSENT, ask, askScaling, ZONE, type Case, type Known } from './case.js';

const TARGETS = 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web/0123456789abcdef';
const LIVE = { AutoScalingGroupName: 'live' };
const ABSENT_GROUP = { AutoScalingGroupName: 'none' };
const version = (known: Known, Version: string) => ({ LaunchTemplateId: known('live-template'), Version });
const tag = (Key: string, Value: string) => ({
  ResourceId: 'live',
  ResourceType: 'auto-scaling-group',
  Key,
  Value,
  PropagateAtLaunch: true,
});

const described = (name: string): Case =>
  askScaling(scaling.DescribeAutoScalingGroupsCommand, name, () => ({ AutoScalingGroupNames: ['live'] }));

const BEGINNING: readonly Case[] = [
  ask(
    ec2.CreateLaunchTemplateCommand,
    'for a group that launches',
    (known) => ({
      LaunchTemplateName: 'live',
      LaunchTemplateData: { ImageId: known('ami'), InstanceType: 't3.micro' as const },
    }),
    { 'live-template': 'LaunchTemplate.LaunchTemplateId' },
  ),
  ask(ec2.CreateLaunchTemplateVersionCommand, 'for a group that launches', (known) => ({
    LaunchTemplateName: 'live',
    LaunchTemplateData: { ImageId: known('ami'), InstanceType: 't3.small' as const },
  })),
  askScaling(scaling.CreateAutoScalingGroupCommand, 'that launches', (known) => ({
    ...LIVE,
    MinSize: 1,
    MaxSize: 4,
    DesiredCapacity: 3,
    AvailabilityZones: [ZONE],
    LaunchTemplate: version(known, '1'),
    Tags: [tag('team', 'web')],
  })),
  askScaling(
    scaling.DescribeAutoScalingGroupsCommand,
    'with instances',
    () => ({ AutoScalingGroupNames: ['live'] }),
    {
      first: 'AutoScalingGroups.0.Instances.0.InstanceId',
      second: 'AutoScalingGroups.0.Instances.1.InstanceId',
    },
  ),
  ask(ec2.DescribeInstancesCommand, 'of a group', (known) => ({ InstanceIds: [known('first')] })),
  askScaling(scaling.DescribeAutoScalingInstancesCommand, 'by ID', (known) => ({
    InstanceIds: [known('first'), known('second')],
  })),
  askScaling(scaling.DescribeAutoScalingInstancesCommand, 'of no group', () => ({
    InstanceIds: [ABSENT.instance],
  })),
  askScaling(scaling.DescribeScalingActivitiesCommand, 'of a group', () => LIVE),
];

const SIZES: readonly Case[] = [
  askScaling(scaling.UpdateAutoScalingGroupCommand, 'another version', (known) => ({
    ...LIVE,
    LaunchTemplate: version(known, '2'),
    HealthCheckGracePeriod: 60,
  })),
  askScaling(scaling.UpdateAutoScalingGroupCommand, 'that does not exist', () => ({
    ...ABSENT_GROUP,
    MinSize: 1,
  })),
  askScaling(scaling.SetDesiredCapacityCommand, 'more than there may be', () => ({
    ...LIVE,
    DesiredCapacity: 5,
  })),
  askScaling(scaling.SetDesiredCapacityCommand, 'of no group', () => ({
    ...ABSENT_GROUP,
    DesiredCapacity: 1,
  })),
  askScaling(scaling.SetDesiredCapacityCommand, 'one more', () => ({ ...LIVE, DesiredCapacity: 4 })),
  described('grown'),
];

const standby = (known: Known) => ({ ...LIVE, InstanceIds: [known('first')] });
const protection = (known: Known) => ({ ...standby(known), ProtectedFromScaleIn: true });

const INSTANCES: readonly Case[] = [
  askScaling(scaling.SetInstanceProtectionCommand, 'on', protection),
  askScaling(scaling.SetInstanceProtectionCommand, 'of no group', (known) => ({
    ...protection(known),
    ...ABSENT_GROUP,
  })),
  described('with a protected instance'),
  askScaling(scaling.EnterStandbyCommand, 'one', (known) => ({
    ...standby(known),
    ShouldDecrementDesiredCapacity: true,
  })),
  described('with one on standby'),
  askScaling(scaling.ExitStandbyCommand, 'one', standby),
  described('with none on standby'),
  askScaling(scaling.SetInstanceHealthCommand, 'healthy', (known) => ({
    InstanceId: known('first'),
    HealthStatus: 'Healthy',
  })),
  askScaling(scaling.SetInstanceHealthCommand, 'that does not exist', () => ({
    InstanceId: ABSENT.instance,
    HealthStatus: 'Unhealthy',
  })),
  askScaling(scaling.TerminateInstanceInAutoScalingGroupCommand, 'with its place', (known) => ({
    InstanceId: known('second'),
    ShouldDecrementDesiredCapacity: true,
  })),
  askScaling(scaling.TerminateInstanceInAutoScalingGroupCommand, 'that does not exist', () => ({
    InstanceId: ABSENT.instance,
    ShouldDecrementDesiredCapacity: true,
  })),
  described('with one fewer'),
];

const PROCESSES = { ...LIVE, ScalingProcesses: ['Launch'] };

const SETTINGS: readonly Case[] = [
  askScaling(scaling.SuspendProcessesCommand, 'one', () => PROCESSES),
  askScaling(scaling.SuspendProcessesCommand, 'of no group', () => ABSENT_GROUP),
  described('with a suspended process'),
  askScaling(scaling.ResumeProcessesCommand, 'one', () => PROCESSES),
  askScaling(scaling.CreateOrUpdateTagsCommand, 'one new, one other', () => ({
    Tags: [tag('team', 'api'), tag('tier', 'front')],
  })),
  askScaling(scaling.DescribeTagsCommand, 'of a group', () => ({
    Filters: [{ Name: 'auto-scaling-group', Values: ['live'] }],
  })),
  askScaling(scaling.DescribeTagsCommand, 'by key', () => ({ Filters: [{ Name: 'key', Values: ['tier'] }] })),
  askScaling(scaling.DeleteTagsCommand, 'one', () => ({ Tags: [tag('tier', 'front')] })),
  askScaling(scaling.DescribeTagsCommand, 'that are left', () => ({
    Filters: [{ Name: 'auto-scaling-group', Values: ['live'] }],
  })),
  askScaling(scaling.AttachLoadBalancerTargetGroupsCommand, 'that nobody has made', () => ({
    ...LIVE,
    TargetGroupARNs: [TARGETS],
  })),
  askScaling(scaling.DetachLoadBalancerTargetGroupsCommand, 'of a group', () => ({
    ...LIVE,
    TargetGroupARNs: [TARGETS],
  })),
  askScaling(scaling.PutWarmPoolCommand, 'anew', () => ({
    ...LIVE,
    MinSize: 0,
    MaxGroupPreparedCapacity: 3,
    PoolState: 'Stopped' as const,
  })),
  askScaling(scaling.DescribeWarmPoolCommand, 'of a group', () => LIVE),
  askScaling(scaling.DeleteWarmPoolCommand, 'of a group', () => ({ ...LIVE, ForceDelete: true })),
  askScaling(scaling.DescribeWarmPoolCommand, 'deleted', () => LIVE),
];

const REFRESHES: readonly Case[] = [
  askScaling(scaling.StartInstanceRefreshCommand, 'of a group', () => LIVE),
  askScaling(scaling.DescribeInstanceRefreshesCommand, 'of a group', () => LIVE),
  askScaling(scaling.CancelInstanceRefreshCommand, 'of no group', () => ABSENT_GROUP),
  askScaling(scaling.RollbackInstanceRefreshCommand, 'of no group', () => ABSENT_GROUP),
];

const ENDING: readonly Case[] = [
  askScaling(scaling.DeleteAutoScalingGroupCommand, 'with instances', () => LIVE),
  askScaling(scaling.DeleteAutoScalingGroupCommand, 'with instances, by force', () => ({
    ...LIVE,
    ForceDelete: true,
  })),
  described('deleted'),
  ask(ec2.DeleteLaunchTemplateCommand, 'of a group that is gone', () => ({ LaunchTemplateName: 'live' })),
];

export const GROUP_CASES: readonly Case[] = [
  ...BEGINNING,
  ...SIZES,
  ...INSTANCES,
  ...SETTINGS,
  ...REFRESHES,
  ...ENDING,
];
