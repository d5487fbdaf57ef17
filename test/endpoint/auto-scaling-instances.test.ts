/** Single instances of a group: their health, standby, protection, and the warm pool. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import * as scaling from '@aws-sdk/client-auto-scaling';
import { DescribeInstancesCommand, StopInstancesCommand } from '@aws-sdk/client-ec2';
import { lifecycles, scalingCloud, WEB, type ScalingCloud } from './scaling.js';

let at: ScalingCloud;

beforeEach(async () => {
  at = await scalingCloud();
  await at.template();
});
afterEach(() => at.close());

const ids = async () => (await at.described()).Instances!.map(({ InstanceId }) => InstanceId!);
const least = () =>
  Math.min(
    ...at
      .dumped()
      .history.slice(1)
      .map(({ inService }) => inService),
  );
const setHealth = (InstanceId: string, more: Partial<scaling.SetInstanceHealthCommandInput> = {}) =>
  at.scaling.send(new scaling.SetInstanceHealthCommand({ InstanceId, HealthStatus: 'Unhealthy', ...more }));
const processes = (ScalingProcesses: string[]) => ({ ...WEB, ScalingProcesses });

test.each<[string, (id: string) => unknown]>([
  ['dies', (id) => at.control.instances.kill(id)],
  ['is stopped', (id) => at.ec2.send(new StopInstancesCommand({ InstanceIds: [id] }))],
])(
  'an instance that %s is found at the next health check, whatever the grace period, and replaced',
  async (_, end) => {
    await at.group(2, { HealthCheckGracePeriod: 3600 });
    const [one] = await ids();
    await end(one!);
    at.control.skip(60);
    expect(lifecycles(await at.described())).toEqual(['InService', 'InService']);
    expect(await ids()).not.toContain(one);
    const causes = (await at.activities()).map(({ Cause }) => Cause);
    expect(causes).toContainEqual(
      expect.stringMatching(
        /an instance was taken out of service in response to an EC2 health check indicating it has been terminated or stopped\.$/,
      ),
    );
    expect(causes).toContainEqual(
      expect.stringMatching(
        /an instance was launched in response to an unhealthy instance needing to be replaced\.$/,
      ),
    );
  },
);

test('what its load balancer or its user finds unhealthy is replaced after the grace period', async () => {
  await at.group(2, { HealthCheckType: 'ELB', HealthCheckGracePeriod: 100 });
  const [one, other] = await ids();
  at.control.scaling.health({ instanceId: one!, healthy: false });
  await setHealth(other!);
  at.control.skip(30);
  expect(await ids()).toEqual([one, other]);
  at.control.skip(100);
  expect(await ids()).not.toContain(one);
  await setHealth(other!);
  at.control.skip(20);
  expect(await ids()).not.toContain(other);
  const [third] = await ids();
  await setHealth(third!, { ShouldRespectGracePeriod: false });
  expect(lifecycles(await at.described()).sort()).toEqual(['InService', 'Pending', 'Terminating']);
});

test('only a group that asks its load balancer can be told by one', async () => {
  await at.group(1);
  const [one] = await ids();
  expect(() => at.control.scaling.health({ instanceId: one!, healthy: false })).toThrow('ELB');
});

test('with a maintenance policy an unhealthy instance goes when another has come', async () => {
  await at.group(2, {
    InstanceMaintenancePolicy: { MinHealthyPercentage: 100, MaxHealthyPercentage: 110 },
  });
  const [one] = await ids();
  await setHealth(one!);
  expect(lifecycles(await at.described())).toEqual(['InService', 'InService', 'Pending']);
  at.control.skip(30);
  expect(await ids()).toHaveLength(2);
  expect(await ids()).not.toContain(one);
});

test('suspended processes do nothing, and resumed they make up for it', async () => {
  await at.group(2);
  await at.scaling.send(new scaling.SuspendProcessesCommand(processes(['ReplaceUnhealthy', 'Launch'])));
  const [one] = await ids();
  await setHealth(one!);
  await at.scaling.send(new scaling.SetDesiredCapacityCommand({ ...WEB, DesiredCapacity: 3 }));
  at.control.skip(60);
  const group = await at.described();
  expect(group.Instances).toMatchObject([{ HealthStatus: 'Unhealthy' }, { HealthStatus: 'Healthy' }]);
  expect(group.SuspendedProcesses).toEqual([
    { ProcessName: 'ReplaceUnhealthy', SuspensionReason: expect.stringMatching(/^User suspended at /) },
    { ProcessName: 'Launch', SuspensionReason: expect.any(String) },
  ]);
  await at.scaling.send(new scaling.ResumeProcessesCommand(WEB));
  at.control.skip(60);
  expect(lifecycles(await at.described())).toEqual(['InService', 'InService', 'InService']);
  expect(await ids()).not.toContain(one);
  await expect(
    at.scaling.send(new scaling.SuspendProcessesCommand(processes(['Sleep']))),
  ).rejects.toMatchObject({ name: 'ValidationError' });
});

test('on standby an instance has no place, and gets one when it comes back', async () => {
  await at.group(2, { MinSize: 1 });
  const [one, other] = await ids();
  const enter = (InstanceIds: string[], ShouldDecrementDesiredCapacity: boolean) =>
    at.scaling.send(new scaling.EnterStandbyCommand({ ...WEB, InstanceIds, ShouldDecrementDesiredCapacity }));
  await expect(enter([one!, other!], true)).rejects.toMatchObject({ name: 'ValidationError' });
  expect(await enter([one!], true)).toMatchObject({
    Activities: [{ Description: `Moving EC2 instance to Standby: ${one}`, StatusCode: 'InProgress' }],
  });
  expect(await at.described()).toMatchObject({
    DesiredCapacity: 1,
    Instances: [{ LifecycleState: 'Standby' }, { LifecycleState: 'InService' }],
  });
  const exit = () => at.scaling.send(new scaling.ExitStandbyCommand({ ...WEB, InstanceIds: [one!] }));
  expect(await exit()).toMatchObject({ Activities: [{ StatusCode: 'PreInService', Progress: 30 }] });
  expect(await at.described()).toMatchObject({ DesiredCapacity: 2 });
  expect(await ids()).toEqual([one, other]);
  await expect(exit()).rejects.toMatchObject({ name: 'ValidationError' });
  await enter([one!], false);
  at.control.skip(10);
  expect(lifecycles(await at.described())).toEqual(['Standby', 'InService', 'InService']);
});

test('protected instances stay when the group shrinks', async () => {
  await at.group(3);
  const [one, other] = await ids();
  await at.scaling.send(
    new scaling.SetInstanceProtectionCommand({
      ...WEB,
      InstanceIds: [one!, other!],
      ProtectedFromScaleIn: true,
    }),
  );
  await at.scaling.send(new scaling.SetDesiredCapacityCommand({ ...WEB, DesiredCapacity: 0 }));
  at.control.skip(60);
  expect((await at.described()).Instances).toMatchObject([
    { InstanceId: one, ProtectedFromScaleIn: true },
    { InstanceId: other },
  ]);
  expect(least()).toBe(2);
});

test('a warm pool is filled, stopped, drawn on, and refilled up to what the group may become', async () => {
  await at.group(1, { MaxSize: 3 });
  await at.scaling.send(new scaling.PutWarmPoolCommand({ ...WEB, MinSize: 1 }));
  const pool = () => at.scaling.send(new scaling.DescribeWarmPoolCommand(WEB));
  expect((await pool()).Instances).toMatchObject([
    { LifecycleState: 'Warmed:Pending' },
    { LifecycleState: 'Warmed:Pending' },
  ]);
  at.control.skip(20);
  const { Instances, WarmPoolConfiguration } = await pool();
  expect(WarmPoolConfiguration).toMatchObject({ MinSize: 1, PoolState: 'Stopped' });
  expect(Instances!.map(({ LifecycleState }) => LifecycleState)).toEqual([
    'Warmed:Stopped',
    'Warmed:Stopped',
  ]);
  const { Reservations } = await at.ec2.send(
    new DescribeInstancesCommand({ InstanceIds: Instances!.map(({ InstanceId }) => InstanceId!) }),
  );
  const states = Reservations!.flatMap((one) => one.Instances!.map(({ State }) => State!.Name));
  expect(states).toEqual(['stopped', 'stopped']);
  expect(await at.described()).toMatchObject({ WarmPoolSize: 2, WarmPoolConfiguration: { MinSize: 1 } });
  expect(await ids()).toHaveLength(1);

  await at.scaling.send(new scaling.SetDesiredCapacityCommand({ ...WEB, DesiredCapacity: 3 }));
  at.control.skip(30);
  const now = await ids();
  for (const { InstanceId } of Instances!) expect(now).toContain(InstanceId);
  expect((await pool()).Instances).toMatchObject([{ LifecycleState: 'Warmed:Stopped' }]);

  await at.scaling.send(new scaling.DeleteWarmPoolCommand({ ...WEB, ForceDelete: true }));
  at.control.skip(20);
  expect(await pool()).toMatchObject({ Instances: [] });
  await expect(at.scaling.send(new scaling.DeleteWarmPoolCommand(WEB))).rejects.toMatchObject({
    name: 'ValidationError',
  });
});

test('what a group has too much goes back to its warm pool where that is so wanted', async () => {
  await at.group(2, { MaxSize: 2 });
  await at.scaling.send(
    new scaling.PutWarmPoolCommand({
      ...WEB,
      PoolState: 'Running',
      InstanceReusePolicy: { ReuseOnScaleIn: true },
    }),
  );
  const before = await ids();
  await at.scaling.send(new scaling.SetDesiredCapacityCommand({ ...WEB, DesiredCapacity: 1 }));
  at.control.skip(20);
  const { Instances } = await at.scaling.send(new scaling.DescribeWarmPoolCommand(WEB));
  expect(Instances).toMatchObject([{ LifecycleState: 'Warmed:Running' }]);
  expect([...(await ids()), Instances![0]!.InstanceId].sort()).toEqual(before.sort());
});
