/** Where instances go: spot and on-demand, launch templates, and how long they stay. */
import type { RequestLaunchTemplateData } from '@aws-sdk/client-ec2';
import { describe, expect, test } from '@jest/globals';
import type { LaunchResult } from '../../src/modes/result.js';
import { APP, APP_FILES } from '../support/app.js';
import { SPEED, SPOT_QUOTA_USED_UP, testCloud } from '../support/cloud.js';
import type { StepEnd } from '../support/runner.js';

const cloud = testCloud(SPEED, 'one');

function launch(inputs: Record<string, string>) {
  return cloud.job(APP_FILES).run({ ...APP, 'ready-when': 'running', ...inputs });
}

const resultOf = (step: StepEnd) => JSON.parse(step.outputs['result'] ?? '') as LaunchResult;

describe('spot', () => {
  test('makes instances that are spot, for once', async () => {
    const step = await launch({ market: 'spot' });

    expect(resultOf(step).place).toBe('spot t3.micro');
    expect(cloud.alive()).toEqual([expect.objectContaining({ spot: true })]);
  });

  test('gives way to on-demand, where that is allowed, and only after every spot place', async () => {
    cloud.endpoint.control.capacity.lack({ market: 'spot' });

    const step = await launch({ market: 'spot-then-on-demand', 'instance-type': 't3.micro, t3a.micro' });

    expect(resultOf(step)).toMatchObject({
      place: 't3.micro',
      passedOver: [{ place: 'spot t3.micro' }, { place: 'spot t3a.micro' }],
    });
    expect(cloud.alive()).toEqual([expect.objectContaining({ spot: false })]);
  });

  test('gives way to on-demand when the quota of spot is used up', async () => {
    cloud.endpoint.control.faults.add(SPOT_QUOTA_USED_UP);

    const step = await launch({ market: 'spot-then-on-demand' });

    expect(resultOf(step).place).toBe('t3.micro');
    expect(step.log).toContain('No spot quota left for spot t3.micro: Max spot instance count exceeded.');
  });

  test('without capacity anywhere tells of each place what EC2 said', async () => {
    cloud.endpoint.control.capacity.lack({});

    const step = await launch({ market: 'spot-then-on-demand' });

    expect(step.code).toBe(1);
    expect(step.log).toMatch(
      /no capacity in all 2 places[\s\S]*spot t3\.micro: There is no Spot capacity[\s\S]*- t3\.micro: We currently do not have/,
    );
  });
});

describe('a time to live', () => {
  test('is a tag, and an instance that ends when it shuts itself down', async () => {
    const step = await launch({ 'ttl-minutes': '120' });

    expect(step.code).toBe(0);
    const [run] = cloud.endpoint.control.record().filter(({ action }) => action === 'RunInstances');
    expect(run?.params).toMatchObject({ InstanceInitiatedShutdownBehavior: 'terminate' });
    const [instance] = cloud.alive();
    const minutes = (Date.parse(instance?.tags['ami-launch:expires'] ?? '') - (run?.at ?? 0)) / 60_000;
    expect(minutes).toBeGreaterThan(119);
    expect(minutes).toBeLessThan(121);
  });

  test('needs user data even where there are no layers', async () => {
    const step = await launch({ app: '', variables: '', 'ttl-minutes': '5' });

    expect(Number(step.outputs['user-data-bytes'])).toBeGreaterThan(0);
  });
});

describe('a launch template', () => {
  const template = (data: RequestLaunchTemplateData) => cloud.template('web', data);
  const ubuntu = () =>
    cloud.endpoint.control.images.publish({ region: 'eu-west-1', name: 'golden', architecture: 'arm64' });

  test('gives image, type and tags where no input does, by the number of its version', async () => {
    const image = ubuntu();
    await template({
      ImageId: image,
      InstanceType: 't4g.small',
      TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'team', Value: 'web' }] }],
    });

    const step = await launch({ 'launch-template': 'web' });

    expect(resultOf(step)).toMatchObject({
      amiId: image,
      place: 't4g.small',
      template: { name: 'web', version: 1 },
    });
    expect(cloud.alive()[0]?.tags).toMatchObject({ team: 'web', 'ami-launch:base': image });
    const [run] = cloud.endpoint.control.record().filter(({ action }) => action === 'RunInstances');
    expect(run?.params).toMatchObject({ LaunchTemplate: { Version: '1' } });
  });

  test('gives way to inputs, and to the safe defaults only where it says nothing', async () => {
    await template({
      ImageId: ubuntu(),
      InstanceType: 't4g.small',
      MetadataOptions: { HttpTokens: 'optional' },
    });

    const step = await launch({
      'launch-template': 'web:$Latest',
      'base-image': 'debian-12',
      'instance-type': 't3.micro',
    });

    expect(resultOf(step)).toMatchObject({ base: { source: 'debian-12' }, place: 't3.micro' });
    const [run] = cloud.endpoint.control.record().filter(({ action }) => action === 'RunInstances');
    expect(run?.params).toMatchObject({
      MetadataOptions: { HttpTokens: 'optional', HttpPutResponseHopLimit: '1' },
    });
  });

  test('may name its image by an SSM parameter, which is looked up before anything is launched', async () => {
    cloud.endpoint.control.images.publish({
      region: 'eu-west-1',
      name: 'golden-2',
      parameter: '/golden/web',
    });
    await template({ ImageId: 'resolve:ssm:/golden/web' });

    const step = await launch({ 'launch-template': 'web' });

    expect(step.outputs['base-ami-name']).toBe('golden-2');
  });

  test('has user data of its own: layers take its place with a warning, our own needs may not', async () => {
    await template({ ImageId: ubuntu(), InstanceType: 't4g.small', UserData: 'IyEvYmluL3NoCg==' });

    const layers = await launch({ 'launch-template': 'web' });
    const ttl = await launch({ 'launch-template': 'web', app: '', variables: '', 'ttl-minutes': '5' });

    expect(layers.log).toContain('::warning::The layers take the place of the user data');
    expect(ttl.code).toBe(1);
    expect(ttl.log).toContain('has user data of its own, and `ttl-minutes` would take its place');
  });

  test('that asks for spot cannot be told otherwise', async () => {
    await template({ ImageId: ubuntu(), InstanceMarketOptions: { MarketType: 'spot' } });

    const step = await launch({ 'launch-template': 'web', market: 'on-demand' });

    expect(step.log).toContain('market: on-demand is not possible with it.');
  });

  test.each<[string, RequestLaunchTemplateData, Record<string, string>, string]>([
    [
      'whose security groups stand apart takes no wish about the public address',
      { SecurityGroupIds: ['sg-0123456789abcdef0'] },
      { 'public-ip': 'true' },
      'public-ip: true is not possible with it.',
    ],
    [
      'without an instance profile gives no role to fetch secrets with',
      {},
      { app: 'deploy/app.sh', variables: 'version=ssm:/web/version' },
      'has no instance profile, whose role would fetch the secret /web/version.',
    ],
    [
      'with too many tags beside ours is refused before the launch',
      {
        TagSpecifications: [
          {
            ResourceType: 'instance',
            Tags: Array.from({ length: 45 }, (_, index) => ({ Key: `t${index}`, Value: 'x' })),
          },
        ],
      },
      {},
      'Each instance would have 51 tags',
    ],
  ])('%s', async (_what, data, inputs, told) => {
    await template({ ImageId: ubuntu(), ...data });

    const step = await launch({ 'launch-template': 'web', 'instance-type': 't4g.small', ...inputs });

    expect(step.code).toBe(1);
    expect(step.log).toContain(told);
    expect(cloud.calls()).not.toContain('RunInstances');
  });

  test('that protects its instances and lets spot requests persist leaves none behind after a failure', async () => {
    await template({
      ImageId: ubuntu(),
      InstanceType: 't4g.small',
      DisableApiTermination: true,
      DisableApiStop: true,
      InstanceMarketOptions: {
        MarketType: 'spot',
        SpotOptions: { SpotInstanceType: 'persistent', InstanceInterruptionBehavior: 'stop' },
      },
      TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'Name', Value: 'golden' }] }],
    });

    const step = await launch({
      'launch-template': 'web',
      'ready-when': 'console:/never/',
      'ready-timeout': '20s',
    });

    expect(step.code).toBe(1);
    expect(step.log).toMatch(/::warning::The spot requests of .* outlast their instances/);
    expect(step.log).toMatch(
      /::warning::The instances are launched without the termination and stop protection/,
    );
    const [run] = cloud.endpoint.control.record().filter(({ action }) => action === 'RunInstances');
    expect(run?.params).toMatchObject({
      InstanceMarketOptions: { SpotOptions: { SpotInstanceType: 'one-time' } },
    });
    expect(JSON.stringify(run?.params)).toContain('"Key":"Name","Value":"golden"');
    expect(cloud.alive()).toEqual([]);
  });

  test.each([
    ['that is not there', 'none', 'Check `launch-template` and `region`'],
    ['of which a version is not there', 'web:7', 'Check the version in `launch-template`'],
  ])('%s is told of', async (_what, name, told) => {
    await template({ InstanceType: 't3.micro' });

    const step = await launch({ 'launch-template': name });

    expect(step.code).toBe(1);
    expect(step.log).toContain(told);
  });
});
