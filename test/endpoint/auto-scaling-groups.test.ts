/** Groups that launch: what their instances are, how many there are, and what becomes of launches that are refused. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import * as scaling from '@aws-sdk/client-auto-scaling';
import { DescribeInstancesCommand, TerminateInstancesCommand, type Instance } from '@aws-sdk/client-ec2';
import { lifecycles, scalingCloud, VERSION_1, versions, WEB, type ScalingCloud } from './scaling.js';

let at: ScalingCloud;

beforeEach(async () => {
  at = await scalingCloud();
  await at.template({
    UserData: Buffer.from('#!/bin/sh').toString('base64'),
    TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'team', Value: 'template' }] }],
  });
});
afterEach(() => at.close());

async function instances(): Promise<Instance[]> {
  const { Reservations } = await at.ec2.send(
    new DescribeInstancesCommand({
      Filters: [{ Name: 'instance-state-name', Values: ['pending', 'running'] }],
    }),
  );
  return Reservations!.flatMap(({ Instances }) => Instances!);
}

const tagsOf = ({ Tags }: Instance): unknown =>
  Object.fromEntries(Tags!.map(({ Key, Value }) => [Key, Value]));
const update = (more: Omit<scaling.UpdateAutoScalingGroupCommandInput, 'AutoScalingGroupName'>) =>
  at.scaling.send(new scaling.UpdateAutoScalingGroupCommand({ ...WEB, ...more }));
const desire = (DesiredCapacity: number) =>
  at.scaling.send(new scaling.SetDesiredCapacityCommand({ ...WEB, DesiredCapacity }));

test('a group launches what its template says, in its zones by turns, with tags that tell where it comes from', async () => {
  await at.group(4, {
    Tags: [
      { Key: 'team', Value: 'group', PropagateAtLaunch: true },
      { Key: 'own', Value: 'no', PropagateAtLaunch: false },
    ],
  });
  const launched = await instances();
  expect(launched.map(({ Placement }) => Placement!.AvailabilityZone).sort()).toEqual([
    'us-east-1a',
    'us-east-1a',
    'us-east-1b',
    'us-east-1b',
  ]);
  for (const instance of launched) {
    expect(instance).toMatchObject({ ImageId: at.image, InstanceType: 't3.micro' });
    expect(tagsOf(instance)).toEqual({
      team: 'group',
      'aws:autoscaling:groupName': 'web',
      'aws:ec2launchtemplate:id': expect.stringMatching(/^lt-/),
      'aws:ec2launchtemplate:version': '1',
    });
  }
  const { Instances } = await at.described();
  expect(Instances!.map(({ InstanceId }) => InstanceId).sort()).toEqual(
    launched.map(({ InstanceId }) => InstanceId).sort(),
  );
  expect(Instances![0]).toMatchObject({
    InstanceType: 't3.micro',
    LifecycleState: 'InService',
    HealthStatus: 'Healthy',
    ProtectedFromScaleIn: false,
    LaunchTemplate: { LaunchTemplateName: 'web', Version: '1' },
  });
  const { AutoScalingInstances } = await at.scaling.send(
    new scaling.DescribeAutoScalingInstancesCommand({ InstanceIds: [Instances![0]!.InstanceId!] }),
  );
  expect(AutoScalingInstances).toMatchObject([{ AutoScalingGroupName: 'web', HealthStatus: 'HEALTHY' }]);
});

test('of $Latest every instance tells the number that it had, and other versions are for new ones only', async () => {
  await at.group(1, { LaunchTemplate: { LaunchTemplateName: 'web', Version: '$Latest' } });
  await at.version({ InstanceType: 't3.small' });
  await desire(2);
  at.control.skip(10);
  const group = await at.described();
  expect(versions(group)).toEqual(['1', '2']);
  expect(group.LaunchTemplate!.Version).toBe('$Latest');
});

test('mixed instances: the first type that there is machines for, an override with its own image and template', async () => {
  at.control.capacity.lack({ instanceType: 't3.large' });
  await at.group(1, {
    LaunchTemplate: undefined,
    MixedInstancesPolicy: {
      LaunchTemplate: {
        LaunchTemplateSpecification: VERSION_1,
        Overrides: [{ InstanceType: 't3.large' }, { InstanceType: 't3.medium', ImageId: at.image }],
      },
    },
  });
  expect((await at.described()).Instances).toMatchObject([{ InstanceType: 't3.medium' }]);
  expect((await at.activities()).at(-1)).toMatchObject({
    StatusCode: 'Failed',
    StatusMessage: expect.stringMatching(
      /^Could not launch On-Demand Instances\. InsufficientInstanceCapacity - We currently do not have sufficient t3\.large capacity in the Availability Zone you requested \(us-east-1a\).* Launching EC2 instance failed\.$/,
    ),
  });
});

test('mixed instances: where only attributes of a type are told, it is of some type that runs the image', async () => {
  await at.group(1, {
    LaunchTemplate: undefined,
    MixedInstancesPolicy: {
      LaunchTemplate: {
        LaunchTemplateSpecification: VERSION_1,
        Overrides: [{ InstanceRequirements: { VCpuCount: { Min: 2 }, MemoryMiB: { Min: 1024 } } }],
      },
    },
  });
  expect((await instances())[0]).toMatchObject({ Architecture: 'x86_64', InstanceType: 't3.medium' });
});

test('mixed instances: no template that asks for spot', async () => {
  await at.version({ InstanceType: 't3.small', InstanceMarketOptions: { MarketType: 'spot' } });
  const made = at.group(1, {
    LaunchTemplate: undefined,
    MixedInstancesPolicy: {
      LaunchTemplate: { LaunchTemplateSpecification: { ...VERSION_1, Version: '2' } },
    },
  });
  await expect(made).rejects.toThrow(/^Incompatible launch template: .*InstanceMarketOptions/);
});

test('mixed instances: a base on demand, and of what is above it the rest on spot', async () => {
  await at.group(5, {
    LaunchTemplate: undefined,
    MixedInstancesPolicy: {
      LaunchTemplate: { LaunchTemplateSpecification: VERSION_1 },
      InstancesDistribution: { OnDemandBaseCapacity: 1, OnDemandPercentageAboveBaseCapacity: 25 },
    },
  });
  const lifecycle = (await instances()).map(({ InstanceLifecycle }) => InstanceLifecycle ?? 'on demand');
  expect(lifecycle.sort()).toEqual(['on demand', 'on demand', 'spot', 'spot', 'spot']);
  at.control.capacity.lack({ market: 'spot' });
  await update({ MaxSize: 20 });
  await desire(9);
  expect(
    (await at.activities()).filter(({ StatusCode }) => StatusCode === 'Failed')[0]!.StatusMessage,
  ).toMatch(
    /^Could not launch Spot Instances\. InsufficientInstanceCapacity - There is no Spot capacity available/,
  );
});

test('user data that is too big for EC2 is for a group, too', async () => {
  await at.version({ UserData: Buffer.alloc(20_000, 'x').toString('base64') });
  await at.group(1, { LaunchTemplate: { LaunchTemplateName: 'web', Version: '$Latest' } });
  expect((await at.activities())[0]).toMatchObject({
    StatusCode: 'Failed',
    StatusMessage: 'User data is limited to 16384 bytes. Launching EC2 instance failed.',
  });
});

test('a launch configuration launches, too', async () => {
  await at.scaling.send(
    new scaling.CreateLaunchConfigurationCommand({
      LaunchConfigurationName: 'old',
      ImageId: at.image,
      InstanceType: 't3.nano',
      BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { VolumeSize: 30 } }],
      AssociatePublicIpAddress: false,
    }),
  );
  await at.group(1, { LaunchTemplate: undefined, LaunchConfigurationName: 'old' });
  expect((await at.described()).Instances).toMatchObject([
    { LaunchConfigurationName: 'old', InstanceType: 't3.nano' },
  ]);
  expect((await instances())[0]!.PublicIpAddress).toBeUndefined();
});

test('what is refused becomes an activity in the words of EC2, and is tried again later', async () => {
  at.control.settings({ vcpuLimit: 2 });
  await at.group(2);
  expect(lifecycles(await at.described())).toEqual(['InService']);
  const [failed] = (await at.activities()).filter(({ StatusCode }) => StatusCode === 'Failed');
  expect(failed).toMatchObject({
    Description: 'Launching a new EC2 instance',
    Progress: 100,
    StatusMessage: expect.stringMatching(
      /^You have requested more vCPU capacity than your current vCPU limit of 2 .* Launching EC2 instance failed\.$/,
    ),
  });
  at.control.skip(86400);
  expect((await at.activities()).length).toBeGreaterThan(50);
  at.control.settings({ vcpuLimit: 100 });
  at.control.skip(310);
  expect(lifecycles(await at.described())).toEqual(['InService', 'InService']);
});

test('a template whose image is gone launches nothing', async () => {
  await at.version({ ImageId: 'ami-0123456789abcdef0' });
  await at.group(1, { LaunchTemplate: { LaunchTemplateName: 'web', Version: '2' } });
  expect((await at.described()).Instances).toEqual([]);
  expect((await at.activities())[0]!.StatusMessage).toBe(
    "The image id '[ami-0123456789abcdef0]' does not exist. Launching EC2 instance failed.",
  );
  await update({ LaunchTemplate: VERSION_1 });
  expect(lifecycles(await at.described())).toEqual(['Pending']);
});

test('activities tell who wanted what', async () => {
  await at.group(1);
  const [launched] = await at.activities();
  expect(launched).toMatchObject({
    AutoScalingGroupName: 'web',
    StatusCode: 'Successful',
    Progress: 100,
    StartTime: expect.any(Date),
    EndTime: expect.any(Date),
    Details: expect.stringContaining('"Availability Zone":"us-east-1a"'),
  });
  expect(launched!.Cause).toMatch(
    /^At \S+Z a user request created an AutoScalingGroup changing the desired capacity from 0 to 1\. {2}At \S+Z an instance was started in response to a difference between desired and actual capacity, increasing the capacity from 0 to 1\.$/,
  );
  await desire(0);
  const [ending] = await at.activities();
  expect(ending).toMatchObject({ StatusCode: 'InProgress', Progress: 50 });
  expect(ending!.Cause).toMatch(
    /explicitly set group desired capacity changing the desired capacity from 1 to 0\. .* shrinking the capacity from 1 to 0\. .* was selected for termination\.$/,
  );
  const paged = await at.scaling.send(
    new scaling.DescribeScalingActivitiesCommand({ ...WEB, MaxRecords: 1 }),
  );
  expect([paged.Activities!.length, typeof paged.NextToken]).toEqual([1, 'string']);
});

test('sizes: the bounds move the desired capacity, and hold it', async () => {
  await at.group(2);
  await update({ MinSize: 3 });
  at.control.skip(10);
  expect(await at.described()).toMatchObject({ DesiredCapacity: 3, MinSize: 3, MaxSize: 4 });
  expect((await at.described()).Instances).toHaveLength(3);
  await expect(desire(5)).rejects.toMatchObject({
    name: 'ValidationError',
    message: expect.stringContaining('above max value 4'),
  });
  await expect(update({ DesiredCapacity: 2 })).rejects.toMatchObject({ name: 'ValidationError' });
  await update({ MinSize: 0, MaxSize: 1, VPCZoneIdentifier: undefined });
  at.control.skip(10);
  expect((await at.described()).Instances).toHaveLength(1);
});

test('an instance that is ended by its group leaves a place, unless the capacity is decremented', async () => {
  await at.group(2, { MinSize: 1 });
  const [one] = (await at.described()).Instances!;
  const end = (InstanceId: string, ShouldDecrementDesiredCapacity: boolean) =>
    at.scaling.send(
      new scaling.TerminateInstanceInAutoScalingGroupCommand({ InstanceId, ShouldDecrementDesiredCapacity }),
    );
  expect(await end(one!.InstanceId!, false)).toMatchObject({
    Activity: { StatusCode: 'InProgress', Description: `Terminating EC2 instance: ${one!.InstanceId}` },
  });
  expect(lifecycles(await at.described()).sort()).toEqual(['InService', 'Pending', 'Terminating']);
  at.control.skip(10);
  const [other, last] = (await at.described()).Instances!;
  await end(other!.InstanceId!, true);
  at.control.skip(10);
  expect(await at.described()).toMatchObject({ DesiredCapacity: 1, Instances: [last] });
  await expect(end(last!.InstanceId!, true)).rejects.toMatchObject({ name: 'ValidationError' });
  await expect(end('i-0123456789abcdef0', true)).rejects.toMatchObject({ name: 'ValidationError' });
});

test('a group with instances goes only by force, and they go with it', async () => {
  await at.group(1);
  const drop = (ForceDelete: boolean) =>
    at.scaling.send(new scaling.DeleteAutoScalingGroupCommand({ ...WEB, ForceDelete }));
  await expect(drop(false)).rejects.toMatchObject({ name: 'ResourceInUseFault' });
  await update({ MinSize: 0, DesiredCapacity: 0 });
  await expect(drop(false)).rejects.toMatchObject({ name: 'ScalingActivityInProgressFault' });
  await drop(true);
  expect(await at.described()).toMatchObject({ Status: 'Delete in progress' });
  at.control.skip(10);
  const { AutoScalingGroups } = await at.scaling.send(new scaling.DescribeAutoScalingGroupsCommand({}));
  expect([AutoScalingGroups, await instances()]).toEqual([[], []]);
  const { Activities } = await at.scaling.send(
    new scaling.DescribeScalingActivitiesCommand({ ...WEB, IncludeDeletedGroups: true }),
  );
  expect(Activities![0]).toMatchObject({ AutoScalingGroupState: 'Deleted' });
});

test('tags of groups: made, changed, told, and found by', async () => {
  await at.group(0, { MaxSize: 1 });
  const tag = (Key: string, Value?: string) => ({
    ResourceId: 'web',
    ResourceType: 'auto-scaling-group',
    Key,
    Value,
    PropagateAtLaunch: true,
  });
  await at.scaling.send(
    new scaling.CreateOrUpdateTagsCommand({ Tags: [tag('team', 'a'), tag('tier', 'b')] }),
  );
  await at.scaling.send(new scaling.CreateOrUpdateTagsCommand({ Tags: [tag('team', 'c')] }));
  await at.scaling.send(new scaling.DeleteTagsCommand({ Tags: [tag('tier', 'other')] }));
  const told = (Filters: scaling.Filter[]) =>
    at.scaling.send(new scaling.DescribeTagsCommand({ Filters })).then(({ Tags }) => Tags);
  expect(await told([{ Name: 'auto-scaling-group', Values: ['web'] }])).toEqual([
    tag('tier', 'b'),
    tag('team', 'c'),
  ]);
  await at.scaling.send(new scaling.DeleteTagsCommand({ Tags: [tag('tier')] }));
  expect(await told([{ Name: 'key', Values: ['tier'] }])).toEqual([]);
  await expect(
    at.scaling.send(
      new scaling.CreateOrUpdateTagsCommand({ Tags: [{ ...tag('a', 'b'), ResourceId: 'none' }] }),
    ),
  ).rejects.toMatchObject({ name: 'ValidationError' });
});

test('who ends an instance behind its group gets it back', async () => {
  await at.group(2);
  const [one] = (await at.described()).Instances!;
  await at.ec2.send(new TerminateInstancesCommand({ InstanceIds: [one!.InstanceId!] }));
  at.control.skip(60);
  const ids = (await at.described()).Instances!.map(({ InstanceId }) => InstanceId);
  expect(ids).toHaveLength(2);
  expect(ids).not.toContain(one!.InstanceId);
});
