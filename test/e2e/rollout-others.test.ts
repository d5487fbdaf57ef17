/** Roll-outs to groups that are not as a roll-out would have made them, or that somebody else is busy with. */
import { describe, expect, test } from '@jest/globals';
import type { StartInstanceRefreshCommandInput } from '@aws-sdk/client-auto-scaling';
import type * as Sdk from '@aws-sdk/client-ec2';
import type { EC2Client, ResponseLaunchTemplateData } from '@aws-sdk/client-ec2';
import { testCloud } from '../support/cloud.js';
import { group, groupOf, scaling, SUBNETS } from '../support/group.js';

const cloud = testCloud(40, 'one');
const ROLLOUT = {
  mode: 'rollout',
  'auto-scaling-group': 'web',
  'base-image': 'al2023',
  'ready-when': 'running',
  'instance-warmup': '2s',
};
const job = () => cloud.job();
const asked = (action: string) =>
  cloud.endpoint.control
    .record()
    .filter((one) => one.action === action)
    .map(({ params }) => params as Record<string, unknown>);

describe('a group that follows its template', () => {
  test.each(['$Latest', '$Default'])(
    'by %s is given the number of what it has, before there is a new version that nobody has tried',
    async (Version) => {
      await groupOf(cloud, 1, { LaunchTemplate: { LaunchTemplateName: 'web', Version } });

      const step = await job().run(ROLLOUT);

      expect(step).toMatchObject({ code: 0 });
      const changes = cloud
        .calls()
        .filter((call) => ['UpdateAutoScalingGroup', 'CreateLaunchTemplateVersion'].includes(call));
      expect(changes).toEqual(['UpdateAutoScalingGroup', 'CreateLaunchTemplateVersion']);
      expect(asked('UpdateAutoScalingGroup')[0]).toMatchObject({ LaunchTemplate: { Version: '1' } });
      expect(asked('StartInstanceRefresh')[0]).toMatchObject({
        DesiredConfiguration: { LaunchTemplate: { Version: '2' } },
        Preferences: { AutoRollback: 'true', SkipMatching: 'true' },
      });
      expect(group(cloud).templateVersion).toBe('2');
    },
  );
});

test('a mixed instances policy keeps its overrides and its markets, and the template its type', async () => {
  await groupOf(cloud, 2, {
    MixedInstancesPolicy: {
      LaunchTemplate: {
        LaunchTemplateSpecification: { LaunchTemplateName: 'web', Version: '1' },
        Overrides: [{ InstanceType: 't3.small' }, { InstanceType: 't3a.small' }],
      },
      InstancesDistribution: { OnDemandBaseCapacity: 1 },
    },
  });

  const spot = await job().run({ ...ROLLOUT, market: 'spot' });
  expect(spot).toMatchObject({
    code: 1,
    log: expect.stringContaining('market: spot is not possible with it'),
  });
  expect(asked('CreateLaunchTemplateVersion')).toEqual([]);

  const step = await job().run(ROLLOUT);

  expect(step).toMatchObject({ code: 0 });
  const [{ LaunchTemplateData: data } = {}] = asked('CreateLaunchTemplateVersion');
  expect(data).not.toHaveProperty('InstanceType');
  expect(asked('StartInstanceRefresh')[0]?.['DesiredConfiguration']).toMatchObject({
    MixedInstancesPolicy: {
      LaunchTemplate: {
        LaunchTemplateSpecification: { Version: '2' },
        Overrides: { member: [{ InstanceType: 't3.small' }, { InstanceType: 't3a.small' }] },
      },
      InstancesDistribution: { OnDemandBaseCapacity: '1' },
    },
  });
  expect(group(cloud).templateVersion).toBe('2');
});

test('what a roll-out has laid over the template goes when the inputs no longer say it', async () => {
  const UserData = Buffer.from('#!/bin/sh\ntrue\n').toString('base64');
  const TagSpecifications = [{ ResourceType: 'instance' as const, Tags: [{ Key: 'owner', Value: 'ops' }] }];
  await groupOf(cloud, 1, {}, { UserData, TagSpecifications });
  const aJob = cloud.job({ 'app.sh': '#!/bin/sh\ntrue\n' });
  const more = { app: 'app.sh', tags: 'team=web', 'instance-type': 't3.large', 'volume-size': '30' };

  await aJob.run({ ...ROLLOUT, ...more });
  const laidOver = await described('2');
  expect(laidOver).toMatchObject({ InstanceType: 't3.large' });
  expect(laidOver.UserData).not.toBe(UserData);
  expect(tagsOf(laidOver)).toMatchObject({
    owner: 'ops',
    team: 'web',
    'ami-launch:signal': expect.any(String),
  });

  const step = await aJob.run(ROLLOUT);
  expect(step).toMatchObject({ code: 0 });
  const bare = await described('3');
  expect(bare).toMatchObject({ InstanceType: 't3.micro', UserData });
  expect(bare.BlockDeviceMappings?.[0]?.Ebs?.VolumeSize).toBeLessThan(30);
  expect(tagsOf(bare)).toMatchObject({ owner: 'ops' });
  expect(tagsOf(bare)).not.toHaveProperty('team');
  expect(tagsOf(bare)).not.toHaveProperty('ami-launch:signal');
});

test('user data that a roll-out has given goes with the layers, even when the version beneath is gone', async () => {
  await groupOf(cloud, 1);
  const aJob = cloud.job({ 'app.sh': '#!/bin/sh\ntrue\n' });
  await aJob.run({ ...ROLLOUT, app: 'app.sh' });
  await inEc2((ec2, { DeleteLaunchTemplateVersionsCommand, ModifyLaunchTemplateCommand }) =>
    ec2
      .send(new ModifyLaunchTemplateCommand({ LaunchTemplateName: 'web', DefaultVersion: '2' }))
      .then(() =>
        ec2.send(new DeleteLaunchTemplateVersionsCommand({ LaunchTemplateName: 'web', Versions: ['1'] })),
      ),
  );

  expect(await aJob.run({ ...ROLLOUT, app: 'app.sh' })).toMatchObject({ code: 0 });
  expect(asked('StartInstanceRefresh')).toHaveLength(1);

  expect(await aJob.run(ROLLOUT)).toMatchObject({ code: 0 });
  const bare = await described('3');
  expect(bare).toMatchObject({ InstanceType: 't3.micro' });
  expect(bare.UserData).toBeUndefined();
  expect(tagsOf(bare)).not.toHaveProperty('ami-launch:signal');
});

test('a template that is wholly ours goes on saying what the group is, whatever a later roll-out leaves unsaid', async () => {
  const made = { ...ROLLOUT, 'create-group': 'true', 'subnet-id': SUBNETS.join('\n') };
  await job().run({ ...made, tags: 'team=web', 'instance-type': 't3.large' });
  expect(tagsOf(await described('1'))).toMatchObject({ team: 'web' });

  expect(await job().run(made)).toMatchObject({ code: 0 });

  const bare = await described('2');
  expect(bare).toMatchObject({ InstanceType: 't3.large' });
  expect(tagsOf(bare)).toHaveProperty('team');
});

function tagsOf({ TagSpecifications = [] }: ResponseLaunchTemplateData) {
  const { Tags = [] } = TagSpecifications.find(({ ResourceType }) => ResourceType === 'instance') ?? {};
  return Object.fromEntries(Tags.map(({ Key = '', Value }) => [Key, Value]));
}

async function inEc2<T>(work: (ec2: EC2Client, commands: typeof Sdk) => Promise<T>): Promise<T> {
  const commands = await import('@aws-sdk/client-ec2');
  const ec2 = new commands.EC2Client({
    endpoint: cloud.endpoint.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'not-a-secret' },
  });
  return work(ec2, commands);
}

async function described(version: string): Promise<ResponseLaunchTemplateData> {
  const { LaunchTemplateVersions: [found] = [] } = await inEc2((ec2, commands) =>
    ec2.send(
      new commands.DescribeLaunchTemplateVersionsCommand({ LaunchTemplateName: 'web', Versions: [version] }),
    ),
  );
  return found?.LaunchTemplateData ?? {};
}

describe('a refresh that somebody else has started', () => {
  const byHand = (InstanceWarmup: number): StartInstanceRefreshCommandInput => ({
    AutoScalingGroupName: 'web',
    Preferences: { MinHealthyPercentage: 100, MaxHealthyPercentage: 200, InstanceWarmup },
  });
  const statuses = () => group(cloud).refreshes.map(({ status }) => status);

  test('is waited for', async () => {
    await groupOf(cloud, 1);
    await scaling(cloud, (client, { StartInstanceRefreshCommand }) =>
      client.send(new StartInstanceRefreshCommand(byHand(60))),
    );

    const step = await job().run(ROLLOUT);

    expect(step).toMatchObject({ code: 0 });
    expect(step.log).toMatch(
      /The group web is being refreshed already \([\w-]+\): waiting for the end of that/,
    );
    expect(statuses()).toEqual(['Successful', 'Successful']);
    expect(group(cloud).templateVersion).toBe('2');
  });

  test('is cancelled with `replace-running`', async () => {
    await groupOf(cloud, 1);
    await scaling(cloud, (client, { StartInstanceRefreshCommand }) =>
      client.send(new StartInstanceRefreshCommand(byHand(3600))),
    );

    const step = await job().run({ ...ROLLOUT, 'replace-running': 'true' });

    expect(step).toMatchObject({ code: 0 });
    expect(statuses()).toEqual(['Cancelled', 'Successful']);
  });
});

test.each(['CreateLaunchTemplateVersion', 'StartInstanceRefresh'])(
  'an answer to %s that is lost makes nothing twice',
  async (action) => {
    await groupOf(cloud, 1);
    cloud.endpoint.control.faults.add({ action, kind: 'cut', when: 'after', times: 1 });

    const step = await job().run(ROLLOUT);

    expect(step).toMatchObject({ code: 0 });
    expect(cloud.calls().filter((call) => call === action)).toHaveLength(2);
    expect(group(cloud)).toMatchObject({ templateVersion: '2', refreshes: [{ status: 'Successful' }] });
  },
);

test('what takes too long is taken back, and told with what it waited for', async () => {
  await groupOf(cloud, 1);

  const step = await job().run({ ...ROLLOUT, 'instance-warmup': '10m', 'rollout-timeout': '30s' });

  expect(step).toMatchObject({ code: 1 });
  expect(step.log).toMatch(/Gave up after \d+ s of waiting for the instance refresh/);
  expect(group(cloud)).toMatchObject({ templateVersion: '1', refreshes: [{ status: 'RollbackSuccessful' }] });
});

test('there is no such group', async () => {
  const step = await job().run(ROLLOUT);

  expect(step).toMatchObject({ code: 1 });
  expect(step.log).toContain('There is no Auto Scaling group web. Check `auto-scaling-group` and `region`');
});
