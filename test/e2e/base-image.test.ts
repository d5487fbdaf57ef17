/** Where an instance's image comes from, and how what may be wrong with it is told apart. */
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { describe, expect, test } from '@jest/globals';
import { SPEED, testCloud } from '../support/cloud.js';

const cloud = testCloud(SPEED, 'one');
const IMAGE = { region: 'eu-west-1', owner: '123456789012' };

function resolve(inputs: Record<string, string>) {
  return cloud.job().run({ mode: 'resolve', ...inputs });
}

/** All aliases are tried in test/image; these are one of each way to lead to an image. */
describe('a base image by alias', () => {
  test.each([
    ['al2023', 't3.micro', /^al2023-ami-2023.*-x86_64$/, 'by Amazon, 5 days old', 'cloud-init'],
    [
      'eks-al2023-1.34',
      't4g.micro',
      /^amazon-eks-node-al2023-arm64-standard-1.34-v/,
      'by Amazon',
      'cloud-init',
    ],
    ['rhel-9', 't4g.micro', /^RHEL-9.8.0_HVM-.*-arm64-0-Hourly2-GP3$/, 'by Red Hat', 'cloud-init'],
    ['windows-2019', 't3.micro', /^Windows_Server-2019-English-Full-Base/, 'by Amazon', 'EC2Launch v1'],
  ])('%s for a %s', async (alias, instanceType, name, told, agent) => {
    const step = await resolve({ 'base-image': alias, 'instance-type': instanceType });

    expect(step).toMatchObject({ code: 0, outputs: { 'base-ami-name': expect.stringMatching(name) } });
    expect(step.log).toContain(told);
    expect(step.log).toContain(`its user data is read by ${agent}.`);
  });

  test('that is not published for the architecture is told so', async () => {
    const step = await resolve({ 'base-image': 'windows-2022', 'instance-type': 't4g.micro' });

    expect(step.code).toBe(1);
    expect(step.log).toContain('Windows Server 2022 is not published for arm64');
  });
});

describe('Bottlerocket, which runs no scripts', () => {
  const BOTTLEROCKET = { 'base-image': 'bottlerocket-ecs-2' };

  test.each([
    ['layers', { app: 'app.sh' }],
    ['`ready-when: user-data`', { 'ready-when': 'user-data' }],
    ['`ttl-minutes`', { 'ttl-minutes': '30' }],
  ])('is refused with %s, before anything is launched', async (what, inputs) => {
    const job = cloud.job({ 'app.sh': '#!/bin/sh\ntrue\n' });

    const step = await job.run({ ...BOTTLEROCKET, ...inputs });

    expect(step.code).toBe(1);
    expect(step.log).toContain(
      `is Bottlerocket, which takes settings in TOML as its user data and runs no scripts, but ${what} would need one.`,
    );
    expect(cloud.calls()).not.toContain('RunInstances');
  });

  test('is launched without any', async () => {
    const step = await cloud.job().run({ ...BOTTLEROCKET, 'ready-when': 'running' });

    expect(step).toMatchObject({ code: 0, outputs: { ready: 'true', 'user-data-bytes': '0' } });
  });
});

describe('a base image by ID, parameter or name', () => {
  test('ami-…', async () => {
    const imageId = cloud.endpoint.control.images.publish({ ...IMAGE, name: 'golden-1' });

    expect((await resolve({ 'base-image': imageId })).outputs['base-ami-name']).toBe('golden-1');
  });

  test('ssm:/path', async () => {
    cloud.endpoint.control.images.publish({ ...IMAGE, name: 'golden-2', parameter: '/golden/web' });

    expect((await resolve({ 'base-image': 'ssm:/golden/web' })).outputs['base-ami-name']).toBe('golden-2');
  });

  test('name:OWNER/GLOB is the newest that can be launched', async () => {
    const { images } = cloud.endpoint.control;
    images.publish({ ...IMAGE, name: 'golden-old', ageDays: 20 });
    images.publish({ ...IMAGE, name: 'golden-new', ageDays: 10 });
    images.change({
      imageId: images.publish({ ...IMAGE, name: 'golden-newest', ageDays: 1 }),
      state: 'pending',
    });

    expect((await resolve({ 'base-image': 'name:self/golden-*' })).outputs['base-ami-name']).toBe(
      'golden-new',
    );
  });
});

describe('a base image by a lock file', () => {
  test('is the one that it says, and what the file should say is an output', async () => {
    const first = await resolve({ 'lock-file': '.ami-launch.lock' });
    expect(first.outputs).toMatchObject({ 'lock-changed': 'true', lock: expect.stringContaining('al2023') });
    const al2023 = '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64';
    const newer = cloud.endpoint.control.images.release(al2023, 'eu-west-1');
    const job = cloud.job({ '.ami-launch.lock': first.outputs['lock'] ?? '' });

    const locked = await job.run({ mode: 'resolve', 'base-image': 'lock:.ami-launch.lock' });
    const renewed = await job.run({ mode: 'resolve', 'lock-file': '.ami-launch.lock' });

    expect(locked.outputs['base-ami-id']).toBe(first.outputs['base-ami-id']);
    expect(renewed.outputs).toMatchObject({ 'base-ami-id': newer, 'lock-changed': 'true' });
    expect(renewed.outputs['lock']).toContain(newer);
  });
});

describe('a base image that cannot be had', () => {
  test('does not exist', async () => {
    const step = await resolve({ 'base-image': 'ami-00000000000000000' });
    expect(step.log).toContain('There is no image ami-00000000000000000 in eu-west-1');
  });

  test('is named by a parameter that does not exist', async () => {
    const step = await resolve({ 'base-image': 'ssm:/no/such' });
    expect(step.log).toContain('There is no SSM parameter /no/such in eu-west-1');
  });

  test('is named by a parameter that holds something else, which is not told', async () => {
    const where = {
      endpoint: cloud.endpoint.url,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
    };
    await new SSMClient(where).send(
      new PutParameterCommand({ Name: '/web/password', Value: 'ami-hunter2', Type: 'String' }),
    );
    await cloud.template('web', { ImageId: 'resolve:ssm:/web/password', InstanceType: 't3.micro' });
    const ends = [
      await resolve({ 'base-image': 'ssm:/web/password' }),
      await cloud.job().run({ mode: 'plan', 'launch-template': 'web' }),
    ];

    for (const { code, log, summary, outputs } of ends) {
      expect(code).toBe(1);
      expect(log).toContain('The SSM parameter /web/password in eu-west-1 holds no image ID.');
      expect([log, summary, JSON.stringify(outputs)].join('\n')).not.toContain('hunter2');
    }
    expect(cloud.calls()).not.toContain('DescribeImages');
  });

  test('matches no name', async () => {
    const step = await resolve({ 'base-image': 'name:self/nothing-*' });
    expect(step.log).toContain('No image matches name:self/nothing-*');
  });

  test.each([
    ['pending', 'is pending, not available', 'run again when it is ready'],
    ['failed', 'is failed, not available', 'Choose another image'],
    ['disabled', 'is disabled: its owner allows no more launches', 'EnableImage'],
  ] as const)('is %s', async (state, told, advice) => {
    const imageId = cloud.endpoint.control.images.publish({ ...IMAGE, name: `golden-${state}` });
    cloud.endpoint.control.images.change({ imageId, state });

    const step = await resolve({ 'base-image': imageId });

    expect(step.code).toBe(1);
    expect(step.log).toContain(told);
    expect(step.log).toContain(advice);
  });

  test('is too old', async () => {
    const imageId = cloud.endpoint.control.images.publish({ ...IMAGE, name: 'golden-old', ageDays: 100 });

    const step = await resolve({ 'base-image': imageId, 'max-base-age-days': '60' });

    expect(step.log).toContain('is 100 days old; max-base-age-days allows 60');
  });

  test('is deprecated: by name it is refused, by its own ID it is taken with a warning', async () => {
    const imageId = cloud.endpoint.control.images.publish({ ...IMAGE, name: 'golden-dep' });
    cloud.endpoint.control.images.change({ imageId, deprecated: true });
    cloud.endpoint.control.skip(60);

    const byName = await resolve({ 'base-image': 'name:self/golden-dep*' });
    const byId = await resolve({ 'base-image': imageId });

    expect(byName.log).toContain('are deprecated; the newest is');
    expect(byId.code).toBe(0);
    expect(byId.log).toMatch(/::warning::The base image ami-\w+ is deprecated since/);
  });

  test('is for another architecture than the instance type', async () => {
    const imageId = cloud.endpoint.control.images.publish({
      ...IMAGE,
      name: 'golden-arm',
      architecture: 'arm64',
    });

    const step = await resolve({ 'base-image': imageId, 'instance-type': 't3.micro' });

    expect(step.log).toContain('The image will be arm64');
    expect(step.log).toContain('t3.micro (x86_64)');
  });

  test('cannot be for instance types of two architectures', async () => {
    const step = await resolve({ 'instance-type': 't3.micro, t4g.micro' });

    expect(step.log).toContain(
      'The image will be x86_64, as t3.micro is, but these instance types are not: t4g.micro (arm64)',
    );
  });
});

describe('without a way to AWS', () => {
  test('no region: a sentence that says what to set', async () => {
    const job = cloud.job({}, { AWS_REGION: '' });

    const step = await job.run({ mode: 'resolve' });

    expect(step.log).toContain('Give the input `region`, or set AWS_REGION');
  });

  test('no credentials: a sentence that says how to sign in', async () => {
    const job = cloud.job({}, { AWS_ACCESS_KEY_ID: '' });

    const step = await job.run({ mode: 'resolve' });

    expect(step.log).toContain('aws-actions/configure-aws-credentials');
    expect(cloud.calls()).toEqual([]);
  });
});
