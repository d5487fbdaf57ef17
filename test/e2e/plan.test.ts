/** The mode plan: what a launch would do, told without changing anything. */
import type { RequestLaunchTemplateData } from '@aws-sdk/client-ec2';
import { describe, expect, test } from '@jest/globals';
import type { Statement } from '../../src/aws/permissions.js';
import type { PlanResult } from '../../src/modes/result.js';
import { APP, APP_FILES } from '../support/app.js';
import { SPEED, SPOT_QUOTA_USED_UP, testCloud } from '../support/cloud.js';
import type { StepEnd } from '../support/runner.js';

const cloud = testCloud(SPEED, 'one');
const PLAN = { ...APP, mode: 'plan' };

function plan(inputs: Record<string, string> = {}) {
  return cloud.job(APP_FILES).run({ ...PLAN, ...inputs });
}

/** The statements of a fenced policy. */
const policyIn = (page: string) =>
  (JSON.parse(/```json\n([\s\S]*?)\n```/.exec(page)?.[1] ?? '') as { Statement: readonly Statement[] })
    .Statement;

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

    expect(step.code).toBe(0);
    expect(planOf(step).places).toEqual([
      expect.objectContaining({ verdict: 'refused', said: expect.stringContaining('does not exist') }),
    ]);
    expect(step.log).toContain(
      '::warning::EC2 would refuse to launch in the only place (t3.micro in subnet-',
    );
    expect(step.summary).toContain('## ❌ Plan: 1 instance, but EC2 would refuse in the only place');
  });

  test('says of each place beyond the tenth that it was not asked about', async () => {
    const step = await plan({
      'instance-type': 't3.micro, t3.small, t3.medium, t3a.micro, t3a.small, t3.large',
      market: 'spot-then-on-demand',
    });

    const verdicts = planOf(step).places.map(({ verdict }) => verdict);
    expect(verdicts).toEqual([...Array(10).fill('would-launch'), 'not-asked', 'not-asked']);
    expect(step.summary).toContain('1 instance would be launched (in 10 of 12 places, 2 not asked)');
    expect(step.log).toContain('in 10 of 12 places; it refuses 0, and was not asked about 2.');
  });

  test('asks nothing that reading has answered already', async () => {
    await plan();

    const asked = cloud.endpoint.control
      .record()
      .map(({ action, params }) => `${action} ${'DryRun' in (params as object)}`);
    expect(asked.sort()).toEqual([
      'DescribeImages false',
      'DescribeInstanceTypes false',
      'DescribeInstances true',
      'GetConsoleOutput true',
      'GetParameters false',
      'RunInstances true',
      'TerminateInstances true',
    ]);
  });

  test('stops at once when it is cancelled, though EC2 does not answer', async () => {
    cloud.endpoint.control.faults.add({ action: 'RunInstances', kind: 'hang' });
    const step = cloud.job(APP_FILES).start(PLAN);
    const stop = cloud.endpoint.control.onRequest((_moment, { action }) => {
      // Once all else has been answered.
      if (action === 'RunInstances') setTimeout(() => step.kill('SIGTERM'), 300);
    });

    const { code, log, ms } = await step.ended;
    stop();
    expect(code).toBe(1);
    // The SDK itself would give up after a minute, here three seconds.
    expect(ms).toBeLessThan(2_500);
    expect(log).toContain('The run was cancelled (SIGTERM).');
  });

  test('tells what the role of the instances must allow to fetch their secrets', async () => {
    const step = await cloud.job({ 'a.sh': 'f {{password}}\n' }).run({
      mode: 'plan',
      app: 'a.sh',
      variables: 'password=ssm:/web/db',
      'iam-instance-profile': 'web',
    });

    const statement = { Action: 'ssm:GetParameter', Resource: ['arn:aws:ssm:eu-west-1:*:parameter/web/db'] };
    expect(planOf(step).userData?.rolePolicy).toMatchObject([statement]);
    expect(policyIn(step.summary)).toMatchObject([statement]);
  });

  test('refuses what is wrong with inputs and layers before it asks anything', async () => {
    const step = await plan({ app: 'nothing.sh' });

    expect(step.code).toBe(1);
    expect(cloud.calls()).toEqual([]);
  });
});

const template = (data: RequestLaunchTemplateData) => cloud.template('web', data);

const deny = (...denied: string[]) => cloud.endpoint.control.settings({ denied });

describe('a plan of a launch that would not get to the place that would do', () => {
  test('says where it would fail', async () => {
    cloud.endpoint.control.faults.add({
      action: 'RunInstances',
      kind: 'error',
      code: 'InvalidParameterCombination',
      status: 400,
      message: 'That does not go together.',
      times: 1,
    });

    const step = await plan({ 'instance-type': 't3.micro, t3a.micro' });

    expect(planOf(step).places).toMatchObject([
      { verdict: 'refused', final: true },
      { verdict: 'would-launch' },
    ]);
    expect(step.summary).toContain('a launch would fail at t3.micro');
    expect(step.log).toContain('::warning::A launch would fail at t3.micro: That does not go together.');
  });

  test('goes on where the launch would: to on-demand, when the quota of spot is used up', async () => {
    cloud.endpoint.control.faults.add(SPOT_QUOTA_USED_UP);

    const step = await plan({ market: 'spot-then-on-demand' });

    expect(step.summary).toContain('would be launched');
  });
});

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
      unchecked: ['ec2:GetConsoleOutput', 'ec2:TerminateInstances'],
      statements: [],
    });
    expect(step.log).not.toContain('Not allowed');
  });

  test('finds the profile and the tags of a launch template, too', async () => {
    await template({
      ImageId: cloud.endpoint.control.images.publish({ region: 'eu-west-1', name: 'golden' }),
      IamInstanceProfile: { Name: 'web' },
      TagSpecifications: [{ ResourceType: 'volume', Tags: [{ Key: 'team', Value: 'web' }] }],
    });
    deny('iam:PassRole', 'ec2:CreateTags');

    const step = await plan({ 'launch-template': 'web' });

    expect(planOf(step).permissions).toMatchObject({
      missing: ['ec2:CreateTags', 'iam:PassRole'],
      unchecked: [],
      statements: [
        { Sid: 'TagAtLaunch' },
        { Sid: 'PassRole', Resource: 'arn:aws:iam::123456789012:role/web' },
      ],
    });
  });

  test('that may not even read fails, and still tells all that is missing, to paste', async () => {
    deny('ssm:GetParameters', 'ec2:DescribeInstanceTypes', 'ec2:DescribeInstances', 'iam:PassRole');

    const step = await plan({ 'iam-instance-profile': 'web', 'ready-when': 'user-data, ssm' });

    expect(step.code).toBe(1);
    const [annotation = ''] = step.log.split('\n').filter((line) => line.startsWith('::error::'));
    for (const action of ['ssm:GetParameters', 'ec2:DescribeInstanceTypes', 'ec2:DescribeInstances'])
      expect(annotation.split('Whether')[0]).toContain(action);
    expect(annotation).toContain('could not be asked: ec2:RunInstances, ec2:CreateTags, iam:PassRole.');
    expect(annotation).not.toContain('Sid');
    const sids = ['Parameters', 'Read', 'Launch', 'LaunchInto', 'TagAtLaunch', 'PassRole'];
    expect(policyIn(step.summary).map(({ Sid }) => Sid)).toEqual(sids);
    expect(step.summary).toContain('## ❌ ami-launch failed: permissions are missing');
    const block = /^\{\n[\s\S]*?\n\}$/m.exec(step.log)?.[0] ?? '';
    expect(JSON.parse(block)).toMatchObject({ Statement: sids.map((Sid) => ({ Sid })) });
  });

  test('that may not read the launch template tells of all else, and of the profile that it may have', async () => {
    await template({ InstanceType: 't3.micro' });
    deny('ec2:DescribeLaunchTemplateVersions', 'ssm:GetParameters', 'ec2:DescribeImages');

    const step = await plan({ 'launch-template': 'web', 'base-image': 'al2023' });

    expect(step.log).toMatch(
      /ec2:DescribeLaunchTemplateVersions, ssm:GetParameters, ec2:DescribeImages\. Whether/,
    );
    expect(step.log).toContain('could not be asked: ec2:RunInstances, ec2:CreateTags, iam:PassRole.');
  });
});

const BAKE = { mode: 'plan', bake: 'one.sh\ntwo.sh', 'layer-images': 'each' };
const bakePlan = (inputs: Record<string, string> = {}) =>
  cloud
    .job({ 'one.sh': '#!/bin/sh\necho one\n', 'two.sh': '#!/bin/sh\necho two\n' })
    .run({ ...BAKE, ...inputs });

describe('a plan with layers to bake', () => {
  test('asks about all that the bake would do, too, in every region, and changes nothing', async () => {
    deny('ec2:CopyImage', 'ec2:StartInstances');

    const step = await bakePlan({
      'copy-to-regions': 'us-east-1',
      'publish-parameter': '/golden/web',
      'deprecate-after-days': '30',
    });

    expect(step.code).toBe(0);
    const { missing, unchecked, statements } = planOf(step).permissions;
    // Of an instance that is not there a refusal tells nothing.
    expect(missing).toEqual(['ec2:CopyImage']);
    expect(unchecked).toEqual(['ec2:StartInstances', 'ec2:CreateTags', 'ssm:PutParameter']);
    expect(statements).toMatchObject([
      { Sid: 'TagAtLaunch' },
      { Sid: 'Ours', Action: 'ec2:StartInstances' },
      { Sid: 'TagImages' },
      { Sid: 'OurImagesLater' },
      { Sid: 'Copy', Resource: ['arn:aws:ec2:*::image/*', 'arn:aws:ec2:*::snapshot/*'] },
      { Sid: 'Publish', Resource: ['arn:aws:ssm:*:*:parameter/golden/web'] },
    ]);
    const record = cloud.endpoint.control.record();
    const changing = record.filter(({ action }) => !/^(Describe|Get)/.test(action));
    expect(changing.map(({ action, region }) => `${action} ${region}`).sort()).toEqual([
      'CopyImage us-east-1',
      'CreateImage eu-west-1',
      'CreateTags eu-west-1',
      'DeleteSnapshot eu-west-1',
      'DeregisterImage eu-west-1',
      'EnableImageDeprecation eu-west-1',
      'EnableImageDeprecation us-east-1',
      'ModifyImageAttribute eu-west-1',
      'ModifyInstanceAttribute eu-west-1',
      'RunInstances eu-west-1',
      'StartInstances eu-west-1',
      'TerminateInstances eu-west-1',
    ]);
    for (const { params } of changing) expect(params).toMatchObject({ DryRun: 'true' });
  });

  test('asks nothing about a bake that is done', async () => {
    cloud.endpoint.control.settings({ imagingSeconds: 8 });
    await bakePlan({ mode: 'bake' });
    const before = cloud.endpoint.control.record().length;

    const step = await bakePlan();

    expect(planOf(step)).toMatchObject({
      imageSource: 'reused',
      permissions: { missing: [], unchecked: [] },
    });
    const asked = cloud.endpoint.control.record().slice(before);
    expect(asked.map(({ action }) => action).filter((action) => !/^(Describe|Get)/.test(action))).toEqual([
      'RunInstances',
      'TerminateInstances',
    ]);
  });
});

const fail = (action: string, more: { code?: string; after?: number; message?: string } = {}) =>
  cloud.endpoint.control.faults.add({ action, kind: 'error', status: 500, code: 'InternalError', ...more });

describe('a plan goes on', () => {
  test('when a question beside it fails: that is then in doubt', async () => {
    fail('TerminateInstances');

    const step = await plan();

    expect(step.code).toBe(0);
    expect(planOf(step)).toMatchObject({
      places: [{ verdict: 'would-launch' }],
      permissions: { missing: [], unchecked: ['ec2:TerminateInstances'] },
    });
    expect(step.log).toContain('Whether TerminateInstances is allowed could not be asked: ');
  });

  test('when EC2 no longer answers about a place: it and those after it are then not asked about', async () => {
    fail('RunInstances', { after: 1 });

    const step = await plan({ 'instance-type': 't3.micro, t3.small, t3.medium' });

    expect(step.code).toBe(0);
    const verdicts = planOf(step).places.map(({ verdict }) => verdict);
    expect(verdicts).toEqual(['would-launch', 'not-asked', 'not-asked']);
    expect(planOf(step).permissions).toMatchObject({ missing: [], unchecked: [] });
  });

  test('when the account is not ready for a place: no policy helps there', async () => {
    fail('RunInstances', {
      code: 'AuthFailure.ServiceLinkedRoleCreationNotPermitted',
      message: 'The provided credentials do not have permission to create the service-linked role.',
    });

    const step = await plan({ market: 'spot' });

    expect(step.code).toBe(0);
    expect(planOf(step)).toMatchObject({
      places: [{ verdict: 'refused', advice: expect.stringContaining('iam:CreateServiceLinkedRole') }],
      permissions: { missing: [], statements: [] },
    });
    const command = 'aws iam create-service-linked-role --aws-service-name spot.amazonaws.com';
    expect(step.log).toContain(command);
    expect(step.summary).toContain(command);
  });
});
