/** What of a group is put right: only what the inputs say, and only where it differs. */
import type { AutoScalingGroup } from '@aws-sdk/client-auto-scaling';
import { describe, expect, test } from '@jest/globals';
import type { NewGroupPart } from '../../src/inputs/request.js';
import { settingsToChange, shrinks, targetsToChange } from '../../src/rollout/differences.js';
import { poolToChange } from '../../src/rollout/warm-pool.js';
import { groupInput, poolInput } from '../../src/rollout/group-input.js';

const WANTED: NewGroupPart = {
  count: 1,
  subnetIds: ['subnet-a', 'subnet-b'],
  targetGroupArns: undefined,
  healthCheckType: undefined,
  healthCheckGraceMs: undefined,
  warmPool: undefined,
};
const TEMPLATE = { id: 'lt-1', version: 1 };
const CREATED = groupInput({ wanted: WANTED, template: TEMPLATE, warmupSeconds: 300, tags: {} });

const change = (wanted: Partial<NewGroupPart>, shown: Partial<AutoScalingGroup> = {}, warmupMs?: number) =>
  settingsToChange({ ...WANTED, ...wanted }, warmupMs, {
    shown: { ...(CREATED as Partial<AutoScalingGroup>), ...shown } as AutoScalingGroup,
    subnetIds: ['subnet-a', 'subnet-b'],
  });

describe('of a group as a whole', () => {
  test('nothing is changed that the run before has made so', () => {
    expect(change({}, {}, 300_000)).toEqual({ input: {}, said: [] });
    expect(change({ subnetIds: ['subnet-b', 'subnet-a'] })).toEqual({ input: {}, said: [] });
  });

  test('all that differs goes into one update, and is told', () => {
    const wanted = {
      count: 3,
      subnetIds: ['subnet-c'],
      healthCheckType: 'elb',
      healthCheckGraceMs: 60_000,
    } as const;

    expect(change(wanted, {}, 90_000)).toEqual({
      input: {
        MinSize: 3,
        MaxSize: 3,
        DesiredCapacity: 3,
        VPCZoneIdentifier: 'subnet-c',
        HealthCheckType: 'ELB',
        HealthCheckGracePeriod: 60,
        DefaultInstanceWarmup: 90,
      },
      said: [
        '3 instances (before: 1, between 1 and 1)',
        'the subnets subnet-c (before: subnet-a, subnet-b)',
        'health checks by ELB (before: EC2)',
        'a health check grace period of 60 s (before: 300)',
        'a warm-up of 90 s (before: 300)',
      ],
    });
  });

  test('a group that may scale has the one size that is given then', () => {
    expect(change({}, { MaxSize: 4 }).input).toEqual({ MinSize: 1, MaxSize: 1, DesiredCapacity: 1 });
  });

  test('the size of a group stays where no input says it', () => {
    expect(change({ count: undefined }, { MinSize: 2, MaxSize: 9, DesiredCapacity: 5 }).said).toEqual([]);
    expect(shrinks({ ...WANTED, count: undefined }, { desired: 5 })).toBe(false);
  });

  test.each([
    ['elb', 'ELB'],
    ['elb', 'EC2,ELB'],
    ['ec2', 'EC2'],
    [undefined, 'EBS,ELB'],
  ] as const)('health checks by %s are those by %s', (healthCheckType, HealthCheckType) => {
    expect(change({ healthCheckType }, { HealthCheckType }).said).toEqual([]);
  });

  test.each([
    ['ec2', 'ELB', 'EC2'],
    ['ebs', 'EC2,ELB', 'EBS'],
  ] as const)('health checks by %s take the place of those by %s', (healthCheckType, before, after) => {
    expect(change({ healthCheckType }, { HealthCheckType: before }).input).toEqual({
      HealthCheckType: after,
    });
  });
});

test.each([
  [{}, 'EC2', 'ELB'],
  [{}, 'EBS', undefined],
  [{}, 'ELB', undefined],
  [{ healthCheckType: 'ec2' }, 'EC2', undefined],
] as const)('with target groups and %j health checks by %s become those by %s', (more, before, after) => {
  const { input } = change({ targetGroupArns: ['new'], ...more }, { HealthCheckType: before });

  expect(input.HealthCheckType).toBe(after);
});

test('target groups come and go one by one, and stay where no input names any', () => {
  const shown = { TargetGroupARNs: ['old', 'both'] } as Partial<AutoScalingGroup> as AutoScalingGroup;

  expect(targetsToChange({ ...WANTED, targetGroupArns: ['both', 'new'] }, { shown })).toEqual({
    attach: ['new'],
    detach: ['old'],
  });
  expect(targetsToChange(WANTED, { shown })).toEqual({ attach: [], detach: [] });
});

describe('a new group', () => {
  test('is of one, unless told otherwise', () => {
    const input = { wanted: { ...WANTED, count: undefined }, template: TEMPLATE, warmupSeconds: 1, tags: {} };

    expect(groupInput(input)).toMatchObject({ MinSize: 1, MaxSize: 1, DesiredCapacity: 1 });
  });

  test('launches before it ends, whatever replaces its instances', () => {
    expect(CREATED.InstanceMaintenancePolicy).toEqual({
      MinHealthyPercentage: 100,
      MaxHealthyPercentage: 200,
    });
  });

  test('is healthy by its target groups where it has some, unless told otherwise', () => {
    const of = (wanted: Partial<NewGroupPart>) =>
      groupInput({ wanted: { ...WANTED, ...wanted }, template: TEMPLATE, warmupSeconds: 1, tags: {} })
        .HealthCheckType;

    expect(of({})).toBe('EC2');
    expect(of({ targetGroupArns: ['arn'] })).toBe('ELB');
    expect(of({ targetGroupArns: ['arn'], healthCheckType: 'ec2' })).toBe('EC2');
  });

  test('keeps its tags to itself', () => {
    const { Tags } = groupInput({
      wanted: WANTED,
      template: TEMPLATE,
      warmupSeconds: 1,
      tags: { team: 'web' },
    });

    expect(Tags).toEqual([{ Key: 'team', Value: 'web', PropagateAtLaunch: false }]);
  });

  test('has a warm pool of the size that is asked for, however many it has itself', () => {
    expect(poolInput({ size: 2, state: 'stopped' })).toEqual({
      MaxGroupPreparedCapacity: 2,
      MinSize: 2,
      PoolState: 'Stopped',
    });
  });
});

test.each([
  [undefined, { MinSize: 2 }, undefined],
  [0, undefined, undefined],
  [0, { MinSize: 2, MaxGroupPreparedCapacity: 2 }, 'delete'],
  [2, undefined, 'put'],
  [2, { MinSize: 2, MaxGroupPreparedCapacity: 2 }, undefined],
  [2, { MinSize: 2, MaxGroupPreparedCapacity: 2, PoolState: 'Running' }, 'put'],
  [2, { MinSize: 2, MaxGroupPreparedCapacity: 2, Status: 'PendingDelete' }, 'put'],
] as const)('a warm pool of %s where there is %j: %s', (size, found, change) => {
  expect(poolToChange(found, size === undefined ? undefined : { size, state: 'stopped' })).toBe(change);
});
