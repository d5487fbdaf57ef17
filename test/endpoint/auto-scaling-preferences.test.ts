/** What an instance refresh can be told: checkpoints, bake time, alarms, and what it does with protected and standby instances. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import * as scaling from '@aws-sdk/client-auto-scaling';
import { AL2023 } from './cloud.js';
import { lifecycles, scalingCloud, versions, WEB, type ScalingCloud } from './scaling.js';

let at: ScalingCloud;

beforeEach(async () => {
  at = await scalingCloud();
  await at.template();
  await at.version({ InstanceType: 't3.small' });
});
afterEach(() => at.close());

const LAUNCH_FIRST = { MinHealthyPercentage: 100, MaxHealthyPercentage: 200, InstanceWarmup: 0 };
const last = async () => (await at.refreshes())[0]!;

test('at a checkpoint it stops for the delay, with so much replaced and no more', async () => {
  await at.group(4);
  await at.refresh({ ...LAUNCH_FIRST, CheckpointPercentages: [25, 100], CheckpointDelay: 600 });
  at.control.skip(60);
  expect(await last()).toMatchObject({
    Status: 'InProgress',
    PercentageComplete: 25,
    InstancesToUpdate: 3,
    Preferences: { CheckpointPercentages: [25, 100], CheckpointDelay: 600 },
  });
  expect(versions(await at.described()).sort()).toEqual(['1', '1', '1', '2']);
  at.control.skip(530);
  expect(await last()).toMatchObject({ PercentageComplete: 25 });
  at.control.skip(60);
  expect(await last()).toMatchObject({ Status: 'Successful' });
});

test('a last checkpoint below 100 leaves the rest as it was', async () => {
  await at.group(4);
  await at.refresh({ ...LAUNCH_FIRST, CheckpointPercentages: [50] });
  at.control.skip(60);
  expect(await last()).toMatchObject({ Status: 'Successful' });
  expect(versions(await at.described()).sort()).toEqual(['1', '1', '2', '2']);
});

test('it bakes before it has succeeded; an alarm then has it fail', async () => {
  await at.group(1);
  await at.refresh({ ...LAUNCH_FIRST, BakeTime: 300, AlarmSpecification: { Alarms: ['errors'] } });
  at.control.skip(60);
  expect(await last()).toMatchObject({ Status: 'Baking', PercentageComplete: 100 });
  expect((await at.described()).LaunchTemplate!.Version).toBe('1');
  at.control.scaling.alarm({ name: 'errors', state: 'ALARM' });
  expect(await last()).toMatchObject({ Status: 'Failed', StatusReason: expect.stringContaining('errors') });

  at.control.scaling.alarm({ name: 'errors', state: 'OK' });
  await at.refresh({ ...LAUNCH_FIRST, BakeTime: 300, AlarmSpecification: { Alarms: ['errors'] } });
  at.control.skip(290);
  expect(await last()).toMatchObject({ Status: 'Baking' });
  at.control.skip(60);
  expect(await last()).toMatchObject({ Status: 'Successful' });
  expect((await at.described()).LaunchTemplate!.Version).toBe('2');
});

test('an alarm has it go back, where it may', async () => {
  await at.group(4);
  await at.refresh({
    ...LAUNCH_FIRST,
    MaxHealthyPercentage: 125,
    AutoRollback: true,
    AlarmSpecification: { Alarms: ['errors'] },
  });
  at.control.skip(12);
  const { PercentageComplete } = await last();
  at.control.scaling.alarm({ name: 'errors', state: 'ALARM' });
  expect(await last()).toMatchObject({
    Status: 'RollbackInProgress',
    RollbackDetails: {
      RollbackReason: expect.stringContaining('errors'),
      PercentageCompleteOnRollback: PercentageComplete,
    },
  });
  at.control.skip(60);
  expect(await last()).toMatchObject({ Status: 'RollbackSuccessful' });
  expect(versions(await at.described())).toEqual(['1', '1', '1', '1']);
});

test('what cannot go back either has failed in that, too', async () => {
  await at.group(2);
  at.control.capacity.lack({ instanceType: 't3.micro' });
  await at.refresh({
    MinHealthyPercentage: 0,
    InstanceWarmup: 0,
    AutoRollback: true,
    BakeTime: 300,
    AlarmSpecification: { Alarms: ['errors'] },
  });
  at.control.skip(60);
  at.control.scaling.alarm({ name: 'errors', state: 'ALARM' });
  at.control.skip(3700);
  expect(await last()).toMatchObject({ Status: 'RollbackFailed', RollbackDetails: expect.anything() });
});

test("a group's maintenance policy tells how far a refresh may go that says nothing of it", async () => {
  await at.group(2, {
    InstanceMaintenancePolicy: { MinHealthyPercentage: 100, MaxHealthyPercentage: 150 },
    DefaultInstanceWarmup: 7,
  });
  await at.refresh({});
  expect(await last()).toMatchObject({
    Preferences: { MinHealthyPercentage: 100, MaxHealthyPercentage: 150, InstanceWarmup: 7 },
  });
  at.control.skip(2);
  expect(lifecycles(await at.described())).toEqual(['InService', 'InService', 'Pending']);
});

test('what is launched by a parameter cannot be rolled back to', async () => {
  await at.version({ ImageId: `resolve:ssm:${AL2023}` });
  await at.group(1, { LaunchTemplate: { LaunchTemplateName: 'web', Version: '3' } });
  expect(lifecycles(await at.described())).toEqual(['InService']);
  await expect(at.refresh({ AutoRollback: true })).rejects.toMatchObject({
    name: 'ValidationError',
    message: expect.stringContaining('Systems Manager parameter'),
  });
});

const PROTECTED: Record<string, (ids: string[]) => Promise<unknown>> = {
  protected: (InstanceIds) =>
    at.scaling.send(
      new scaling.SetInstanceProtectionCommand({ ...WEB, InstanceIds, ProtectedFromScaleIn: true }),
    ),
  standby: (InstanceIds) =>
    at.scaling.send(
      new scaling.EnterStandbyCommand({ ...WEB, InstanceIds, ShouldDecrementDesiredCapacity: true }),
    ),
};

test.each<[string, string, scaling.RefreshPreferences, string[]]>([
  ['protected', 'are left out', { ScaleInProtectedInstances: 'Ignore' }, ['1', '2']],
  ['protected', 'are replaced all the same', { ScaleInProtectedInstances: 'Refresh' }, ['2', '2']],
  ['standby', 'are left out', { StandbyInstances: 'Ignore' }, ['1', '2']],
  ['standby', 'are ended', { StandbyInstances: 'Terminate' }, ['2']],
])('%s instances %s', async (kind, _, preferences, left) => {
  await at.group(2);
  const { Instances } = await at.described();
  await PROTECTED[kind]!([Instances![0]!.InstanceId!]);
  await at.refresh({ ...LAUNCH_FIRST, ...preferences });
  at.control.skip(60);
  expect(await last()).toMatchObject({ Status: 'Successful' });
  expect(versions(await at.described()).sort()).toEqual(left);
});

test.each([
  ['protected', /is protected/],
  ['standby', /is in Standby/],
])('for %s instances it waits an hour', async (kind, why) => {
  await at.group(2);
  const { Instances } = await at.described();
  await PROTECTED[kind]!([Instances![0]!.InstanceId!]);
  await at.refresh(LAUNCH_FIRST);
  at.control.skip(3000);
  expect(await last()).toMatchObject({ Status: 'InProgress', StatusReason: expect.stringMatching(why) });
  at.control.skip(700);
  expect(await last()).toMatchObject({ Status: 'Failed', StatusReason: expect.stringMatching(why) });
});

test('a warm pool is refreshed with its group, and only what is new is drawn from it', async () => {
  await at.group(1, { MaxSize: 3 });
  await at.scaling.send(new scaling.PutWarmPoolCommand(WEB));
  at.control.skip(20);
  await at.refresh(LAUNCH_FIRST);
  at.control.skip(60);
  expect(await last()).toMatchObject({
    Status: 'Successful',
    ProgressDetails: {
      LivePoolProgress: { PercentageComplete: 100, InstancesToUpdate: 0 },
      WarmPoolProgress: { PercentageComplete: 100, InstancesToUpdate: 0 },
    },
  });
  expect(versions(await at.described())).toEqual(['2']);
  const { Instances } = await at.scaling.send(new scaling.DescribeWarmPoolCommand(WEB));
  expect(versions({ Instances } as scaling.AutoScalingGroup)).toEqual(['2', '2']);
  await at.scaling.send(new scaling.SetDesiredCapacityCommand({ ...WEB, DesiredCapacity: 0 }));
  at.control.skip(20);
  await at.refresh({ ...LAUNCH_FIRST, SkipMatching: true });
  at.control.skip(2);
  expect(await last()).toMatchObject({ Status: 'Successful' });
});

test('refreshes are told newest first, by ID or by pages', async () => {
  await at.group(0, { MaxSize: 1 });
  const first = await at.refresh({});
  at.control.skip(5);
  const second = await at.refresh({});
  at.control.skip(5);
  const told = async (more: object) => {
    const { InstanceRefreshes, NextToken } = await at.scaling.send(
      new scaling.DescribeInstanceRefreshesCommand({ ...WEB, ...more }),
    );
    return [InstanceRefreshes!.map(({ InstanceRefreshId }) => InstanceRefreshId), typeof NextToken];
  };
  expect(await told({})).toEqual([[second, first], 'undefined']);
  expect(await told({ InstanceRefreshIds: [first] })).toEqual([[first], 'undefined']);
  expect(await told({ MaxRecords: 1 })).toEqual([[second], 'string']);
});
