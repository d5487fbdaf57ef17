/** The mode plan: what a launch would do, told without changing anything. */
import { describe, expect, test } from '@jest/globals';
import type { PlanResult } from '../../src/modes/result.js';
import { APP, APP_FILES } from '../support/app.js';
import { testCloud } from '../support/cloud.js';
import type { StepEnd } from '../support/runner.js';

const cloud = testCloud();
const PLAN = { ...APP, mode: 'plan' };

function plan(inputs: Record<string, string> = {}) {
  return cloud.job(APP_FILES).run({ ...PLAN, ...inputs });
}

const planOf = (step: StepEnd) => JSON.parse(step.outputs['plan'] ?? '') as PlanResult;

describe('a plan', () => {
  test('tells what a launch would do, and does nothing of it', async () => {
    const step = await plan({ 'instance-type': 't3.micro, t3a.micro', market: 'spot-then-on-demand' });

    expect(step).toMatchObject({ code: 0, outputs: { 'image-source': 'base' } });
    expect(planOf(step)).toMatchObject({
      mode: 'plan',
      base: { source: 'al2023', os: 'linux' },
      places: [
        { instanceType: 't3.micro', market: 'spot' },
        { instanceType: 't3a.micro', market: 'spot' },
        { instanceType: 't3.micro', market: 'on-demand' },
        { instanceType: 't3a.micro', market: 'on-demand' },
      ],
      readyWhen: ['user-data'],
      userData: { limit: 16_384, shares: Object.keys(APP_FILES).map((layer) => ({ layer })) },
      permissions: { missing: [] },
    });
    expect(step.outputs['ready']).toBeUndefined();
    expect(cloud.alive()).toEqual([]);
    for (const { action, params } of cloud.endpoint.control.record()) {
      if (/^(Run|Terminate)/.test(action)) expect(params).toMatchObject({ DryRun: 'true' });
    }
  });

  test('asks for exactly what a launch then asks for', async () => {
    await plan();
    await cloud.job(APP_FILES).run(APP);

    const [dry, real] = cloud.endpoint.control
      .record()
      .filter(({ action }) => action === 'RunInstances')
      .map(({ params }) => params as Record<string, unknown>);
    // Tags and signal are each step's own.
    const common = (params: Record<string, unknown> = {}) =>
      Object.keys(params).filter((name) => !['DryRun', 'ClientToken'].includes(name));
    expect(common(dry)).toEqual(common(real));
    expect(dry).toMatchObject({ ImageId: real?.['ImageId'], MetadataOptions: real?.['MetadataOptions'] });
  });

  test('tells of a place where EC2 would refuse', async () => {
    const step = await plan({ 'subnet-id': 'subnet-0123456789abcdef0' });

    expect(planOf(step).places).toEqual([
      expect.objectContaining({ refused: expect.stringContaining('does not exist') }),
    ]);
  });

  test('refuses what is wrong with inputs and layers before it asks anything', async () => {
    const step = await plan({ app: 'nothing.sh' });

    expect(step.code).toBe(1);
    expect(cloud.calls()).toEqual([]);
  });
});

const deny = (...denied: string[]) => cloud.endpoint.control.settings({ denied });

describe('a plan with too few permissions', () => {
  test('tells all that is missing at once, as statements to paste', async () => {
    deny('ec2:RunInstances', 'ec2:DescribeInstances');

    const step = await plan();

    expect(step.code).toBe(0);
    const { missing, unchecked, statements } = planOf(step).permissions;
    expect([...missing].sort()).toEqual(['ec2:DescribeInstances', 'ec2:RunInstances']);
    expect(unchecked).toEqual(['ec2:CreateTags']);
    expect(statements.map(({ Sid }) => Sid)).toEqual(['Launch', 'LaunchInto', 'TagAtLaunch', 'Read']);
    expect(step.log).toContain('Not allowed for these credentials: ec2:RunInstances, ec2:DescribeInstances');
  });

  test('leaves out what it may not do, to find what else is missing', async () => {
    deny('iam:PassRole', 'ec2:CreateTags');

    const step = await plan({ 'iam-instance-profile': 'web' });

    expect(planOf(step).permissions).toMatchObject({
      missing: ['ec2:CreateTags', 'iam:PassRole'],
      unchecked: [],
      statements: [
        { Sid: 'TagAtLaunch' },
        { Sid: 'PassRole', Resource: 'arn:aws:iam::123456789012:role/web' },
      ],
    });
  });

  test('takes no refusal of a launch without tags at its word', async () => {
    // A policy that demands our tags, and forgot to allow setting them.
    cloud.endpoint.control.authorize(({ action, resource, context }) => {
      const untagged = resource.endsWith(':instance/*') && !('aws:RequestTag/ami-launch:run' in context);
      return action === 'ec2:CreateTags' || untagged ? 'deny' : 'allow';
    });

    const step = await plan({ 'iam-instance-profile': 'web' });

    expect(planOf(step).permissions).toMatchObject({
      missing: ['ec2:CreateTags'],
      unchecked: ['ec2:RunInstances', 'iam:PassRole'],
    });
    expect(step.log).toContain('could not be asked: ec2:RunInstances, iam:PassRole');
  });

  test('can’t ask about instances that a policy tells by their tags', async () => {
    cloud.endpoint.control.authorize(({ action, context }) =>
      /Terminate|Console/.test(action) && !('aws:ResourceTag/ami-launch:run' in context) ? 'deny' : 'allow',
    );

    const step = await plan();

    expect(planOf(step).permissions).toMatchObject({
      missing: [],
      unchecked: ['ec2:TerminateInstances', 'ec2:GetConsoleOutput'],
      statements: [],
    });
    expect(step.log).not.toContain('Not allowed');
  });

  test('that may not even read fails, and still tells all that is missing', async () => {
    deny('ec2:DescribeImages', 'ec2:DescribeInstances');

    const step = await plan({ 'iam-instance-profile': 'web' });

    expect(step.code).toBe(1);
    expect(step.log).toContain(
      'ec2:DescribeImages, ec2:DescribeInstances. Whether these are could not be asked: ec2:RunInstances, ec2:CreateTags, iam:PassRole.',
    );
    expect(step.log).toContain('"Sid": "Read"');
    expect(step.log).toContain('"Sid": "PassRole"');
  });
});
