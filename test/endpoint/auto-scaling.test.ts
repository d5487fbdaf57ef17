import { afterEach, beforeEach, expect, test } from '@jest/globals';
import {
  AutoScalingClient,
  CreateAutoScalingGroupCommand,
  CreateLaunchConfigurationCommand,
  DeleteAutoScalingGroupCommand,
  DeleteLaunchConfigurationCommand,
  DescribeAutoScalingGroupsCommand,
  DescribeLaunchConfigurationsCommand,
  type CreateAutoScalingGroupCommandInput,
} from '@aws-sdk/client-auto-scaling';
import { CreateLaunchTemplateCommand } from '@aws-sdk/client-ec2';
import { cloud, type Cloud } from './cloud.js';

let at: Cloud;
let scaling: AutoScalingClient;

beforeEach(async () => {
  at = await cloud();
  scaling = new AutoScalingClient({
    endpoint: at.endpoint.url,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    region: 'us-east-1',
    maxAttempts: 1,
  });
});
afterEach(async () => {
  scaling.destroy();
  await at.close();
});

const group = (AutoScalingGroupName: string, more: Partial<CreateAutoScalingGroupCommandInput>) =>
  scaling.send(
    new CreateAutoScalingGroupCommand({
      AutoScalingGroupName,
      MinSize: 0,
      MaxSize: 2,
      AvailabilityZones: ['us-east-1a'],
      ...more,
    }),
  );

async function groups(names: string[] = []) {
  const { AutoScalingGroups } = await scaling.send(
    new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: names }),
  );
  return AutoScalingGroups!;
}

async function template(LaunchTemplateName: string): Promise<string> {
  const made = await at.ec2.send(
    new CreateLaunchTemplateCommand({
      LaunchTemplateName,
      LaunchTemplateData: { ImageId: 'ami-0123456789abcdef0' },
    }),
  );
  return made.LaunchTemplate!.LaunchTemplateId!;
}

test('a launch configuration tells its image, and stays as long as a group uses it', async () => {
  const LaunchConfigurationName = 'web';
  const create = () =>
    scaling.send(
      new CreateLaunchConfigurationCommand({
        LaunchConfigurationName,
        ImageId: 'ami-0123456789abcdef0',
        InstanceType: 't3.micro',
        SecurityGroups: ['sg-1'],
        BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { VolumeSize: 9, SnapshotId: 'snap-1' } }],
      }),
    );
  await create();
  await expect(create()).rejects.toMatchObject({ name: 'AlreadyExistsFault' });
  const { LaunchConfigurations } = await scaling.send(
    new DescribeLaunchConfigurationsCommand({ LaunchConfigurationNames: [LaunchConfigurationName, 'none'] }),
  );
  expect(LaunchConfigurations).toMatchObject([
    {
      LaunchConfigurationName,
      ImageId: 'ami-0123456789abcdef0',
      SecurityGroups: ['sg-1'],
      BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { VolumeSize: 9, SnapshotId: 'snap-1' } }],
      CreatedTime: expect.any(Date),
    },
  ]);
  await group('g', { LaunchConfigurationName });
  const drop = () => scaling.send(new DeleteLaunchConfigurationCommand({ LaunchConfigurationName }));
  await expect(drop()).rejects.toMatchObject({ name: 'ResourceInUseFault' });
  await scaling.send(new DeleteAutoScalingGroupCommand({ AutoScalingGroupName: 'g' }));
  await drop();
  await expect(drop()).rejects.toMatchObject({ name: 'ValidationError' });
});

test('a group tells the templates that it launches from, those of its overrides, too', async () => {
  const [web, arm] = [await template('web'), await template('arm')];
  await group('plain', {
    LaunchTemplate: { LaunchTemplateName: 'web', Version: '$Latest' },
    DesiredCapacity: 1,
    Tags: [{ Key: 'team', Value: 'a', PropagateAtLaunch: false }],
  });
  await group('mixed', {
    MixedInstancesPolicy: {
      LaunchTemplate: {
        LaunchTemplateSpecification: { LaunchTemplateId: web, Version: '1' },
        Overrides: [
          { InstanceType: 't3.small', ImageId: 'ami-0fedcba9876543210' },
          { InstanceType: 't4g.small', LaunchTemplateSpecification: { LaunchTemplateId: arm } },
        ],
      },
      InstancesDistribution: { OnDemandBaseCapacity: 1 },
    },
  });
  const ofWeb = { LaunchTemplateId: web, LaunchTemplateName: 'web' };
  expect(await groups()).toMatchObject([
    {
      AutoScalingGroupName: 'plain',
      LaunchTemplate: { ...ofWeb, Version: '$Latest' },
      DesiredCapacity: 1,
      AvailabilityZones: ['us-east-1a'],
      Tags: [{ Key: 'team', Value: 'a', PropagateAtLaunch: false, ResourceId: 'plain' }],
    },
    {
      MixedInstancesPolicy: {
        LaunchTemplate: {
          LaunchTemplateSpecification: { ...ofWeb, Version: '1' },
          Overrides: [
            { InstanceType: 't3.small', ImageId: 'ami-0fedcba9876543210' },
            { LaunchTemplateSpecification: { LaunchTemplateName: 'arm', Version: '$Default' } },
          ],
        },
        InstancesDistribution: { OnDemandBaseCapacity: 1 },
      },
    },
  ]);
  const { AutoScalingGroups, NextToken } = await scaling.send(
    new DescribeAutoScalingGroupsCommand({ MaxRecords: 1 }),
  );
  expect([AutoScalingGroups!.length, typeof NextToken]).toEqual([1, 'string']);
  const byTag = await scaling.send(
    new DescribeAutoScalingGroupsCommand({ Filters: [{ Name: 'tag:team', Values: ['a'] }] }),
  );
  expect(byTag.AutoScalingGroups!.map(({ AutoScalingGroupName }) => AutoScalingGroupName)).toEqual(['plain']);
  expect(await groups(['none'])).toEqual([]);
});

test.each([
  ['from nothing', {}],
  ['from a template that is not there', { LaunchTemplate: { LaunchTemplateName: 'none' } }],
  [
    'with a size that is out of bounds',
    { LaunchTemplate: { LaunchTemplateName: 'web' }, DesiredCapacity: 3 },
  ],
  ['in no place', { LaunchTemplate: { LaunchTemplateName: 'web' }, AvailabilityZones: [] }],
])('no group is made %s', async (_, more) => {
  await template('web');
  await expect(group('g', more)).rejects.toMatchObject({ name: 'ValidationError' });
  expect(await groups()).toEqual([]);
});
