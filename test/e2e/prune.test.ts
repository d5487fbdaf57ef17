/** The mode prune: what nothing needs goes, what anything needs stays, and both are told. */
import {
  AutoScalingClient,
  CreateAutoScalingGroupCommand,
  CreateLaunchConfigurationCommand,
} from '@aws-sdk/client-auto-scaling';
import {
  CreateLaunchTemplateVersionCommand,
  DeregisterImageCommand,
  EC2Client,
  EnableImageDeregistrationProtectionCommand,
  ModifyInstanceAttributeCommand,
  RunInstancesCommand,
  StopInstancesCommand,
} from '@aws-sdk/client-ec2';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { describe, expect, test } from '@jest/globals';
import type { PruneResult } from '../../src/modes/result.js';
import { baked } from '../support/baked.js';
import { SPEED, testCloud } from '../support/cloud.js';

const REGION = 'eu-west-1';
const cloud = testCloud(SPEED, 'one');

function clients() {
  const credentials = { accessKeyId: 'x', secretAccessKey: 'x' };
  const config = { endpoint: cloud.endpoint.url, region: REGION, credentials };
  return { ec2: new EC2Client(config), ssm: new SSMClient(config), scaling: new AutoScalingClient(config) };
}

const add = (...images: Parameters<typeof baked>[]) =>
  cloud.endpoint.control.images.add(
    images.map((one) => baked(...one)),
    REGION,
  );

function images(): string[] {
  const { images = [] } = cloud.endpoint.control.world().regions[REGION] ?? {};
  return images.filter(({ state }) => state !== 'deregistered').map(({ id }) => id);
}

const snapshots = () =>
  (cloud.endpoint.control.world().regions[REGION]?.snapshots ?? []).filter(
    ({ state }) => state !== 'deleted',
  );

async function run(ec2: EC2Client, ImageId: string, tags: Record<string, string> = {}): Promise<string> {
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  const { Instances } = await ec2.send(
    new RunInstancesCommand({
      ImageId,
      InstanceType: 't3.micro',
      MinCount: 1,
      MaxCount: 1,
      ...(Tags.length === 0 ? {} : { TagSpecifications: [{ ResourceType: 'instance', Tags }] }),
    }),
  );
  cloud.endpoint.control.skip(60);
  return Instances?.[0]?.InstanceId ?? '';
}

const whyOf = (result: PruneResult, id: string) =>
  result.stayed.find(({ first }) => first.some((one) => one.id === id))?.why;

describe('the mode prune', () => {
  test('retires what has been superseded, with its snapshots; nothing of others, nothing that is used', async () => {
    const { ec2, ssm, scaling } = clients();
    const ids = add(
      ...Array.from({ length: 16 }, (_, index): [number] => [index + 20]),
      [1, { tags: { 'ami-launch:run': 'octo/web-admin/1/1' } }],
      [2, {}, 'other-al2023-x86_64'],
    );
    const at = (index: number) => ids[index] ?? '';
    const names: Record<string, string> = {};
    // The newest two stay, and what is used in any way.
    await run(ec2, at(2));
    const stopped = await run(ec2, at(3));
    await ec2.send(new StopInstancesCommand({ InstanceIds: [stopped] }));
    await cloud.template('web', { ImageId: at(4), InstanceType: 't3.micro' });
    cloud.endpoint.control.skip(60);
    for (const index of [5, 6, 7, 8])
      await ec2.send(
        new CreateLaunchTemplateVersionCommand({
          LaunchTemplateName: 'web',
          LaunchTemplateData: { ImageId: at(index), InstanceType: 't3.micro' },
        }),
      );
    await scaling.send(
      new CreateLaunchConfigurationCommand({
        LaunchConfigurationName: 'old',
        ImageId: at(9),
        InstanceType: 't3.micro',
      }),
    );
    const spec = (Version: string) => ({ LaunchTemplateName: 'web', Version });
    await scaling.send(
      new CreateAutoScalingGroupCommand({
        AutoScalingGroupName: 'web',
        MinSize: 0,
        MaxSize: 1,
        AvailabilityZones: [`${REGION}a`],
        MixedInstancesPolicy: {
          LaunchTemplate: {
            LaunchTemplateSpecification: spec('$Latest'),
            Overrides: [{ InstanceType: 't3.small', LaunchTemplateSpecification: spec('2') }],
          },
        },
      }),
    );
    for (const [Name, index] of [
      ['/golden/web', 10],
      ['/golden/web', 0],
      ['/golden/db', 11],
    ] as const)
      await ssm.send(
        new PutParameterCommand({
          Name,
          Value: at(index),
          Type: 'String',
          DataType: 'aws:ec2:image',
          Overwrite: true,
        }),
      );
    const [shared = ''] = add([50, { sharedWith: ['210987654321'] }]);
    const [guarded = ''] = add([51]);
    await ec2.send(new EnableImageDeregistrationProtectionCommand({ ImageId: guarded, WithCooldown: false }));
    cloud.endpoint.control.skip(60);

    const dry = await cloud.job().run({ mode: 'prune', 'keep-images': '2', 'dry-run': 'true' });
    const before = images();
    const step = await cloud.job().run({ mode: 'prune', 'keep-images': '2' });

    const result = JSON.parse(step.outputs['result'] ?? '{}') as PruneResult;
    const went = [6, 12, 13, 14, 15].map(at);
    expect(before).toEqual(expect.arrayContaining(ids));
    expect(result.gone.flatMap(({ first }) => first.map(({ id }) => id)).sort()).toEqual(went.sort());
    expect((JSON.parse(dry.outputs['result'] ?? '{}') as PruneResult).gone).toEqual(result.gone);
    expect(before.filter((id) => !images().includes(id)).sort()).toEqual(went.sort());
    expect(snapshots().filter(({ tags }) => tags['ami-launch:role'] === 'image')).toHaveLength(
      ids.length + 2 - went.length,
    );
    for (const index of [2, 3, 4, 5, 7, 8, 9, 11]) names[index] = whyOf(result, at(index)) ?? '';
    expect(new Set(Object.values(names))).toEqual(new Set(['in use']));
    expect(whyOf(result, at(10))).toMatch(/held by a parameter before/);
    expect(whyOf(result, shared)).toMatch(/^shared/);
    expect(whyOf(result, guarded)).toMatch(/^protected/);
    expect(step.log).toContain(`Retired ${at(15)} (web-al2023-`);
    expect(step.summary).toContain('Removed 5 images');
    expect(dry.summary).toContain('Would remove 5 images');
    expect([step.code, dry.code]).toEqual([0, 0]);
  });

  test('ends what has outlived its time and deletes orphaned snapshots, but leaves what a live run is at', async () => {
    const { ec2 } = clients();
    const { control } = cloud.endpoint;
    const [image = '', pending = '', stuck = '', failed = '', failing = ''] = add(
      [1],
      [2, { state: 'pending', ageDays: 1 }],
      [3, { state: 'pending', ageDays: 2 }],
      [4, { state: 'failed', ageDays: 1 }],
      [5, { state: 'error', ageDays: 0 }],
    );
    const inMinutes = (minutes: number) => new Date(control.world().at + minutes * 60_000).toISOString();
    const ours = (role: string, expires: string) => ({
      'ami-launch:role': role,
      'ami-launch:run': 'octo/web/1/1',
      'ami-launch:lineage': 'web-al2023-x86_64',
      'ami-launch:expires': expires,
    });
    const over = await run(ec2, image, ours('instance', inMinutes(-15)));
    const abandoned = await run(ec2, image, ours('builder', inMinutes(-40)));
    const busy = await run(ec2, image, ours('builder', inMinutes(-10)));
    const fresh = await run(ec2, image, ours('instance', inMinutes(60)));
    const orphaned = add([9, { ageDays: 9 }])[0] ?? '';
    await ec2.send(new DeregisterImageCommand({ ImageId: orphaned }));
    control.skip(60);

    const step = await cloud.job().run({ mode: 'prune', 'keep-days': '0' });

    const result = JSON.parse(step.outputs['result'] ?? '{}') as PruneResult;
    const gone = Object.fromEntries(result.gone.map(({ kind, first }) => [kind, first.map(({ id }) => id)]));
    expect(gone).toEqual({
      instance: [over],
      builder: [abandoned],
      image: [stuck, failed],
      snapshot: [expect.stringMatching(/^snap-/)],
    });
    expect(images().sort()).toEqual([image, pending, failing].sort());
    expect(
      cloud
        .alive()
        .map(({ id }) => id)
        .sort(),
    ).toEqual([busy, fresh].sort());
    expect(step.code).toBe(0);
  });

  test('goes on where one thing cannot be removed, and fails in the end with all of them named', async () => {
    const { ec2 } = clients();
    const ids = add(...Array.from({ length: 5 }, (_, index): [number] => [index + 20]));
    const over = new Date(cloud.endpoint.control.world().at - 3_600_000).toISOString();
    const tags = {
      'ami-launch:role': 'instance',
      'ami-launch:run': 'octo/web/1/1',
      'ami-launch:expires': over,
    };
    const [held, other] = [await run(ec2, ids[0] ?? '', tags), await run(ec2, ids[0] ?? '', tags)];
    await ec2.send(
      new ModifyInstanceAttributeCommand({ InstanceId: held, DisableApiTermination: { Value: true } }),
    );
    cloud.endpoint.control.faults.add({
      action: 'DeregisterImage',
      kind: 'error',
      code: 'AuthFailure.Unowned',
      status: 403,
      message: 'Not yours',
      times: 1,
    });

    const step = await cloud.job().run({ mode: 'prune', 'keep-images': '1' });

    expect(step.code).toBe(1);
    expect(cloud.alive().map(({ id }) => id)).toEqual([held]);
    expect(step.log).toContain(`Ended ${other}`);
    expect(images()).toEqual([ids[0], ids[1]]);
    expect(step.log).toMatch(/::error::2 things could not be removed:.*Not yours \(AuthFailure.Unowned\)/);
    for (const id of [held, ids[1] ?? '']) expect(step.summary).toContain(id);
    expect(step.summary).toContain('ami-launch failed: not everything could be removed');
  });
});
