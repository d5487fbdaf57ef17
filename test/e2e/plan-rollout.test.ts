/** The mode plan with a group: what a roll-out would do, told without changing anything. */
import { describe, expect, test } from '@jest/globals';
import type { PlanResult } from '../../src/modes/result.js';
import { testCloud } from '../support/cloud.js';
import { groupOf, SUBNETS } from '../support/group.js';
import type { StepEnd } from '../support/runner.js';

const cloud = testCloud(40, 'one');

const GROUP = { 'auto-scaling-group': 'web', 'base-image': 'al2023', 'instance-warmup': '5s' };
const APP = { app: 'app.sh', variables: 'version=1' };
const ROLLOUT = { ...GROUP, ...APP, mode: 'rollout' };
const PLAN = { ...ROLLOUT, mode: 'plan' };

const job = () => cloud.job({ 'app.sh': '#!/bin/sh\necho {{version}}\n' });

const planOf = (step: StepEnd) => JSON.parse(step.outputs['plan'] ?? '') as PlanResult;

/** The calls since `from` that were not dry runs and do not just read. */
function changing(from: number): string[] {
  return cloud.endpoint.control
    .record()
    .slice(from)
    .filter(({ action, params }) => !/^(Describe|Get)/.test(action) && !('DryRun' in (params as object)))
    .map(({ action }) => action);
}

describe('a plan of a roll-out', () => {
  test('tells how many instances would be replaced, and how, and changes nothing', async () => {
    await groupOf(cloud, 3, {}, {});
    const from = cloud.calls().length;

    const step = await job().run(PLAN);

    expect(step).toMatchObject({ code: 0 });
    const { rollout, places, permissions, count } = planOf(step);
    expect(rollout).toMatchObject({
      group: 'web',
      action: 'roll',
      before: 1,
      desired: 3,
      outdated: 3,
      preferences: { minHealthy: 100, maxHealthy: 200, warmup: 5, autoRollback: true },
    });
    expect(rollout?.version).toBeUndefined();
    expect(count).toBe(3);
    expect(places.map(({ subnetId, verdict }) => [subnetId, verdict])).toEqual(
      SUBNETS.map((subnet) => [subnet, 'would-launch']),
    );
    expect(permissions.missing).toEqual([]);
    expect(permissions.unchecked).toContain('autoscaling:StartInstanceRefresh');
    expect(permissions.unchecked).not.toContain('ec2:CreateLaunchTemplateVersion');
    expect(changing(from)).toEqual([]);
    expect(step.outputs['launch-template-version']).toBeUndefined();
    expect(step.summary).toContain('## 📋 Plan: the group `web` would be rolled, 3 of 3 instances replaced');
    expect(step.log).toContain('Auto Scaling knows no dry run');
  });

  test('of what is there already says that nothing would be done', async () => {
    await groupOf(cloud, 1);
    await job().run(ROLLOUT);

    const step = await job().run(PLAN);

    expect(planOf(step).rollout).toMatchObject({ action: 'unchanged', version: 2, before: 2, outdated: 0 });
    expect(step.summary).toContain('## 📋 Plan: the group `web` is what it should be');
  });

  test('of a group that is not there says that it would be made, where the inputs want it to be', async () => {
    const make = { 'create-group': 'true', count: '2', 'subnet-id': SUBNETS.join(', ') };

    const step = await job().run({ ...PLAN, ...make });

    expect(step).toMatchObject({ code: 0 });
    expect(planOf(step).rollout).toMatchObject({ action: 'create', desired: 2, outdated: 0 });
    expect(planOf(step).permissions.unchecked).toContain('autoscaling:CreateAutoScalingGroup');
    expect(step.summary).toContain('the group `web` would be created, of 2 instances');
    expect((await job().run(PLAN)).log).toContain('There is no Auto Scaling group web.');
  });

  test('gives a policy to paste where the roll-out may not even look', async () => {
    cloud.endpoint.control.settings({
      denied: ['autoscaling:DescribeAutoScalingGroups', 'ec2:RunInstances'],
    });

    const step = await job().run(PLAN);

    expect(step.code).toBe(1);
    expect(step.summary).toContain('permissions are missing');
    expect(step.summary).toContain('"autoscaling:DescribeAutoScalingGroups"');
    expect(step.summary).toContain('autoScalingGroupName/web');
  });
});
