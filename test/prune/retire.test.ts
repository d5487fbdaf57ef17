/** Retiring a lineage, in this process, on an endpoint: whatever uses an image, and whatever image it is. */
import {
  AutoScalingClient,
  CreateAutoScalingGroupCommand,
  CreateLaunchConfigurationCommand,
} from '@aws-sdk/client-auto-scaling';
import {
  CreateLaunchTemplateCommand,
  CreateLaunchTemplateVersionCommand,
  EC2Client,
  EnableImageDeregistrationProtectionCommand,
  RunInstancesCommand,
  StopInstancesCommand,
} from '@aws-sdk/client-ec2';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { awsClients } from '../../src/aws/clients.js';
import { retireLineage, wouldRetire } from '../../src/prune/lineage.js';
import { baked } from '../support/baked.js';
import { testCloud } from '../support/cloud.js';
import { readContext } from '../support/read-context.js';

const REGION = 'eu-west-1';
const LINEAGE = 'web-al2023-x86_64';
const cloud = testCloud();

function context() {
  const { url, control } = cloud.endpoint;
  const reading = readContext(url, REGION, control.world().at);
  const run = { ...reading.run, repository: 'octo/web' };
  return { ...reading, ...awsClients({ ...reading, region: REGION }), run };
}

const images = () =>
  (cloud.endpoint.control.world().regions[REGION]?.images ?? [])
    .filter(({ state }) => state !== 'deregistered')
    .map(({ id }) => id);

interface Sending {
  readonly ec2: EC2Client;
  readonly ssm: SSMClient;
  readonly scaling: AutoScalingClient;
}

function clients(): Sending {
  const credentials = { accessKeyId: 'x', secretAccessKey: 'x' };
  const config = { endpoint: cloud.endpoint.url, region: REGION, credentials };
  return { ec2: new EC2Client(config), ssm: new SSMClient(config), scaling: new AutoScalingClient(config) };
}

async function run(ec2: EC2Client, ImageId: string): Promise<string> {
  const { Instances } = await ec2.send(
    new RunInstancesCommand({ ImageId, InstanceType: 't3.micro', MinCount: 1, MaxCount: 1 }),
  );
  cloud.endpoint.control.skip(60);
  return Instances?.[0]?.InstanceId ?? '';
}

async function template({ ec2 }: Sending, name: string, ids: readonly string[]): Promise<void> {
  const data = (ImageId: string) => ({
    LaunchTemplateName: name,
    LaunchTemplateData: { ImageId, InstanceType: 't3.micro' as const },
  });
  for (const [index, id] of ids.entries()) {
    if (index === 0) await ec2.send(new CreateLaunchTemplateCommand(data(id)));
    else await ec2.send(new CreateLaunchTemplateVersionCommand(data(id)));
    cloud.endpoint.control.skip(60);
  }
}

/** Ways of using an image; `other` is one that stays anyway. */
const USES: Readonly<Record<string, (to: Sending, id: string, other: string) => Promise<unknown>>> = {
  running: ({ ec2 }, id) => run(ec2, id),
  stopped: async ({ ec2 }, id) => ec2.send(new StopInstancesCommand({ InstanceIds: [await run(ec2, id)] })),
  'the default version': (to, id, other) => template(to, `default-${id}`, [id, other, other, other]),
  'the latest version': (to, id, other) => template(to, `latest-${id}`, [other, other, other, id]),
  'the version before the latest': (to, id, other) => template(to, `before-${id}`, [other, other, id, other]),
  'a pinned version of a parameter': async (to, id, other) => {
    for (const Value of [id, other, other])
      await to.ssm.send(
        new PutParameterCommand({ Name: `/pinned/${id}`, Value, Type: 'String', Overwrite: true }),
      );
    await template(to, `pinned-${id}`, [`resolve:ssm:/pinned/${id}:1`]);
  },
  'a version that a group names': async (to, id, other) => {
    await template(to, `named-${id}`, [other, id, other, other, other]);
    await to.scaling.send(
      new CreateAutoScalingGroupCommand({
        AutoScalingGroupName: id,
        MinSize: 0,
        MaxSize: 1,
        AvailabilityZones: [`${REGION}a`],
        LaunchTemplate: { LaunchTemplateName: `named-${id}`, Version: '2' },
      }),
    );
  },
  'a launch configuration': ({ scaling }, ImageId) =>
    scaling.send(
      new CreateLaunchConfigurationCommand({
        LaunchConfigurationName: ImageId,
        ImageId,
        InstanceType: 't3.micro',
      }),
    ),
  'a parameter': ({ ssm }, Value) =>
    ssm.send(new PutParameterCommand({ Name: `/now/${Value}`, Value, Type: 'String' })),
  'a parameter before': async ({ ssm }, id, other) => {
    for (const Value of [id, other])
      await ssm.send(new PutParameterCommand({ Name: `was-${id}`, Value, Type: 'String', Overwrite: true }));
  },
  protected: ({ ec2 }, ImageId) =>
    ec2.send(new EnableImageDeregistrationProtectionCommand({ ImageId, WithCooldown: false })),
};
const NAMES = Object.keys(USES);

async function retireSome(uses: readonly string[], keep: number): Promise<void> {
  const { control } = cloud.endpoint;
  control.reset();
  control.settings({ throttle: 'off' });
  const ids = control.images.add(
    uses.map((use, index) => baked(index + 1, use === 'shared' ? { sharedWith: ['210987654321'] } : {})),
    REGION,
  );
  const to = clients();
  for (const [index, use] of uses.entries()) await USES[use]?.(to, ids[index] ?? '', ids[0] ?? '');
  control.skip(60);

  const rules = { lineage: LINEAGE, keep, spare: [ids.at(-1) ?? ''] };
  const before = images();
  const told = await wouldRetire(rules, context());
  expect(images()).toEqual(before);
  const { retired, left } = await retireLineage(rules, context());

  const free = ids.filter((_id, index) => uses[index] === 'free' && index >= keep && index < ids.length - 1);
  expect([...retired].sort()).toEqual(free.sort());
  expect(before.filter((id) => !images().includes(id)).sort()).toEqual(free.sort());
  expect([told.retired, left]).toEqual([retired, []]);
}

describe('retiring a lineage', () => {
  test('leaves an image that is used in any one way, and takes the others', async () => {
    await retireSome(['free', ...NAMES, 'shared', 'free', 'free'], 1);
  });

  test('of any images used in any ways: never one that is used, never one of the newest', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('free', 'free', 'free', 'shared', ...NAMES), { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 3 }),
        retireSome,
      ),
      { numRuns: 4 },
    );
  });

  test('leaves what another run has baked within the hour, and may be about to launch', async () => {
    const ids = cloud.endpoint.control.images.add([baked(1 / 100), baked(1 / 48), baked(1 / 23)], REGION);

    const { retired } = await retireLineage({ lineage: LINEAGE, keep: 1, spare: [] }, context());

    expect(retired).toEqual([ids[2]]);
  });

  test('of other repositories and lineages it takes nothing, and asks nothing when there is nothing to go', async () => {
    const { control } = cloud.endpoint;
    control.images.add(
      [
        baked(1),
        baked(2, { tags: { 'ami-launch:run': 'octo/web2/1/1' } }),
        baked(3, {}, 'web-al2023-arm64'),
        baked(4),
      ],
      REGION,
    );
    const before = images();

    await retireLineage({ lineage: LINEAGE, keep: 2, spare: [] }, context());

    expect(images()).toEqual(before);
    expect(cloud.calls()).toEqual(['DescribeImages']);
  });
});
