/** Instance refreshes: that they replace what they should, and never take away more than they may. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import * as scaling from '@aws-sdk/client-auto-scaling';
import { scalingCloud, TO_VERSION_2, VERSION_1, versions, WEB, type ScalingCloud } from './scaling.js';

let at: ScalingCloud;

beforeEach(async () => {
  at = await scalingCloud();
  await at.template();
  await at.version({ InstanceType: 't3.small' });
});
afterEach(() => at.close());

const least = () =>
  Math.min(
    ...at
      .dumped()
      .history.slice(started)
      .map(({ inService }) => inService),
  );
let started = 0;
const fromNow = () => void (started = at.dumped().history.length - 1);

test('launch before terminate: with 100 and 200 percent there is never an instance too few', async () => {
  await at.group(3);
  fromNow();
  const before = (await at.described()).Instances!.map(({ InstanceId }) => InstanceId);
  const id = await at.refresh({ MinHealthyPercentage: 100, MaxHealthyPercentage: 200, InstanceWarmup: 30 });
  expect((await at.refreshes())[0]).toMatchObject({ InstanceRefreshId: id, Status: 'Pending' });
  at.control.skip(2);
  const during = await at.described();
  expect(versions(during)).toEqual(['1', '1', '1', '2', '2', '2']);
  expect(during.LaunchTemplate!.Version).toBe('1');
  at.control.skip(10);
  expect((await at.refreshes())[0]).toMatchObject({
    Status: 'InProgress',
    PercentageComplete: 0,
    InstancesToUpdate: 0,
    StatusReason: expect.stringMatching(
      /^Waiting for instances to warm up before continuing\. For example: i-\w+ is warming up\.$/,
    ),
  });
  at.control.skip(60);
  const [refresh] = await at.refreshes();
  expect(refresh).toMatchObject({
    AutoScalingGroupName: 'web',
    Status: 'Successful',
    PercentageComplete: 100,
    InstancesToUpdate: 0,
    Preferences: {
      MinHealthyPercentage: 100,
      MaxHealthyPercentage: 200,
      InstanceWarmup: 30,
      SkipMatching: false,
      AutoRollback: false,
      ScaleInProtectedInstances: 'Wait',
      StandbyInstances: 'Wait',
    },
    DesiredConfiguration: { LaunchTemplate: { LaunchTemplateName: 'web', Version: '2' } },
  });
  expect(refresh!.EndTime!.getTime()).toBeGreaterThan(refresh!.StartTime!.getTime() + 30_000);
  expect(refresh!.StatusReason).toBeUndefined();
  const after = await at.described();
  expect(versions(after)).toEqual(['2', '2', '2']);
  expect(after.Instances!.filter(({ InstanceId }) => before.includes(InstanceId))).toEqual([]);
  expect(after.LaunchTemplate!.Version).toBe('2');
  expect(least()).toBe(3);
});

test('terminate before launch: with 90 percent of ten one after the other, which is how far it has come', async () => {
  await at.group(10);
  fromNow();
  await at.refresh({ InstanceWarmup: 0 });
  at.control.skip(2);
  expect((await at.refreshes())[0]).toMatchObject({ PercentageComplete: 0, InstancesToUpdate: 9 });
  at.control.skip(4);
  expect((await at.refreshes())[0]).toMatchObject({ PercentageComplete: 10, InstancesToUpdate: 8 });
  at.control.skip(60);
  expect((await at.refreshes())[0]).toMatchObject({ Status: 'Successful' });
  expect(least()).toBe(9);
});

test('a group of one is without an instance for a while, unless another may be there first', async () => {
  await at.group(1);
  fromNow();
  await at.refresh({});
  at.control.skip(60);
  expect([(await at.refreshes())[0]!.Status, least()]).toEqual(['Successful', 0]);
  fromNow();
  await at.refresh(
    { MinHealthyPercentage: 100, MaxHealthyPercentage: 110 },
    { DesiredConfiguration: { LaunchTemplate: VERSION_1 } },
  );
  at.control.skip(60);
  expect([(await at.refreshes())[0]!.Status, least()]).toEqual(['Successful', 1]);
});

test('with skip matching what matches stays, and when all match it is done at once', async () => {
  await at.group(2);
  await at.refresh({ SkipMatching: true }, { DesiredConfiguration: { LaunchTemplate: VERSION_1 } });
  at.control.skip(1);
  expect((await at.refreshes())[0]).toMatchObject({ Status: 'Successful', PercentageComplete: 100 });
  await at.scaling.send(
    new scaling.UpdateAutoScalingGroupCommand({
      ...WEB,
      LaunchTemplate: { LaunchTemplateName: 'web', Version: '$Latest' },
      DesiredCapacity: 3,
    }),
  );
  at.control.skip(10);
  const [kept] = (await at.described()).Instances!.filter(
    ({ LaunchTemplate }) => LaunchTemplate!.Version === '2',
  );
  await at.refresh({ SkipMatching: true, MinHealthyPercentage: 0 }, {});
  at.control.skip(30);
  const after = await at.described();
  expect(versions(after)).toEqual(['2', '2', '2']);
  expect(after.Instances!.map(({ InstanceId }) => InstanceId)).toContain(kept!.InstanceId);
});

test('only one at a time; who cancels lets what is under way end, and what is replaced stays so', async () => {
  await at.group(4);
  fromNow();
  const id = await at.refresh({ MinHealthyPercentage: 75 });
  await expect(at.refresh({})).rejects.toMatchObject({ name: 'InstanceRefreshInProgressFault' });
  await expect(
    at.scaling.send(new scaling.UpdateAutoScalingGroupCommand({ ...WEB, LaunchTemplate: VERSION_1 })),
  ).rejects.toMatchObject({ name: 'ValidationError' });
  at.control.skip(2);
  const cancel = () => at.scaling.send(new scaling.CancelInstanceRefreshCommand(WEB));
  expect(await cancel()).toMatchObject({ InstanceRefreshId: id });
  expect((await at.refreshes())[0]).toMatchObject({ Status: 'Cancelling' });
  at.control.skip(30);
  expect((await at.refreshes())[0]).toMatchObject({
    Status: 'Cancelled',
    StatusReason: 'Cancelled due to user request.',
    PercentageComplete: 25,
  });
  const after = await at.described();
  expect(versions(after).sort()).toEqual(['1', '1', '1', '2']);
  expect(after.LaunchTemplate!.Version).toBe('1');
  expect(least()).toBe(3);
  await expect(cancel()).rejects.toMatchObject({ name: 'ActiveInstanceRefreshNotFoundFault' });
});

test('a rollback takes back what was replaced', async () => {
  await at.group(4);
  fromNow();
  await at.refresh({ MinHealthyPercentage: 100, MaxHealthyPercentage: 125 });
  at.control.skip(12);
  const rollback = () => at.scaling.send(new scaling.RollbackInstanceRefreshCommand(WEB));
  const half = (await at.refreshes())[0]!;
  expect(half.PercentageComplete).toBeGreaterThan(0);
  await rollback();
  await expect(rollback()).rejects.toMatchObject({ name: 'ActiveInstanceRefreshNotFoundFault' });
  expect((await at.refreshes())[0]).toMatchObject({
    Status: 'RollbackInProgress',
    RollbackDetails: {
      RollbackReason: expect.any(String),
      RollbackStartTime: expect.any(Date),
      PercentageCompleteOnRollback: half.PercentageComplete,
      InstancesToUpdateOnRollback: half.InstancesToUpdate,
    },
  });
  at.control.skip(60);
  expect((await at.refreshes())[0]).toMatchObject({ Status: 'RollbackSuccessful', PercentageComplete: 0 });
  expect(versions(await at.described())).toEqual(['1', '1', '1', '1']);
  expect(least()).toBe(4);
});

test('a refresh whose instances never come up fails after an hour, and goes back by itself when told so', async () => {
  await at.group(2);
  at.control.instances.outcome({
    kind: 'dies',
    atSeconds: 1,
    stateReasonCode: 'Server.InternalError',
    message: 'Server.InternalError: Internal error on launch',
    match: { instanceType: 't3.small' },
  });
  await at.refresh({ MinHealthyPercentage: 50 });
  at.control.skip(3700);
  expect((await at.refreshes())[0]).toMatchObject({ Status: 'Failed', PercentageComplete: 0 });
  expect((await at.activities()).filter(({ StatusCode }) => StatusCode === 'Cancelled')[0]).toMatchObject({
    StatusMessage: expect.stringContaining('Termination Reason: Server.InternalError'),
  });
  at.control.skip(600);
  expect(versions(await at.described())).toEqual(['1', '1']);
  await at.refresh({ MinHealthyPercentage: 50, AutoRollback: true });
  at.control.skip(3700);
  at.control.skip(600);
  expect((await at.refreshes())[0]).toMatchObject({ Status: 'RollbackSuccessful' });
  expect(versions(await at.described())).toEqual(['1', '1']);
});

test.each<[string, scaling.StartInstanceRefreshCommandInput['Preferences'], object]>([
  ['rolls back by itself to nothing', { AutoRollback: true }, {}],
  ['wants more than all', { MinHealthyPercentage: 50, MaxHealthyPercentage: 200 }, TO_VERSION_2],
  ['has a most without a least', { MaxHealthyPercentage: 200 }, TO_VERSION_2],
  ['has checkpoints out of order', { CheckpointPercentages: [50, 20] }, TO_VERSION_2],
  [
    'has a version that is not there',
    {},
    { DesiredConfiguration: { LaunchTemplate: { ...VERSION_1, Version: '9' } } },
  ],
])('no refresh is begun that %s', async (_, preferences, more) => {
  await at.group(1);
  await expect(at.refresh(preferences!, more)).rejects.toMatchObject({ name: 'ValidationError' });
});

test('what a group launches from $Latest cannot be rolled back to', async () => {
  await at.group(1, { LaunchTemplate: { LaunchTemplateName: 'web', Version: '$Latest' } });
  await expect(at.refresh({ AutoRollback: true })).rejects.toMatchObject({ name: 'ValidationError' });
  await at.refresh({});
  await expect(at.scaling.send(new scaling.RollbackInstanceRefreshCommand(WEB))).rejects.toMatchObject({
    name: 'IrreversibleInstanceRefreshFault',
  });
});
