/** An account that nobody has pruned for long: most of its images are in use, in one way each. */
import * as scaling from '@aws-sdk/client-auto-scaling';
import * as ec2 from '@aws-sdk/client-ec2';
import * as ssm from '@aws-sdk/client-ssm';
import { baked } from '../../support/baked.js';
import { makeTemplate } from '../../support/template.js';
import { inRegion, type Scenario, unless } from '../scenario.js';
import { BUCKET, REGION, type Stage } from '../stage.js';

const GOES = { 'sweep:goes': 'true' };

export const prune: Scenario = {
  files: {},
  most: 1,
  async setUp(stage) {
    const { control } = stage;
    const used = control.images.add(
      [0, 1, 2, 3, 4, 5].map((index) => baked(20 + index)),
      REGION,
    );
    control.images.add(
      [0, 1, 2].map((index) => baked(30 + index, { tags: GOES })),
      REGION,
    );
    await use(stage, used);
    control.storage.put({ bucket: BUCKET, key: 'ami-launch/1/2', body: '#!/bin/sh' });
    await stage.pass(2 * 86_400_000);
    control.storage.put({ bucket: BUCKET, key: 'others/3', body: '#!/bin/sh' });
    return { mode: 'prune', region: REGION, 'keep-images': '2', 'staging-bucket': BUCKET };
  },
  removes(before) {
    const { images, instances, snapshots } = inRegion(before, REGION);
    const going = [...images, ...instances, ...snapshots].filter(({ tags }) => 'sweep:goes' in tags);
    return [...going.map(({ id }) => id), `${BUCKET}/ami-launch/1/2`];
  },
  right(_end, now) {
    const { images, instances, snapshots, buckets } = inRegion(now, REGION);
    const gone = ['deregistered', 'deleted', 'terminated', 'shutting-down'];
    const left = [...images, ...instances, ...snapshots].filter(
      ({ tags, state }) => 'sweep:goes' in tags && !gone.includes(state),
    );
    const keys = (buckets[BUCKET]?.objects ?? []).map(({ key }) => key);
    return [
      ...left.map(({ id }) => `${id} should have gone`),
      ...unless(keys.join() === 'others/3', `the bucket holds ${keys.join()}`),
    ];
  },
};

/** The two newest stay by themselves; then one each for an instance, a template, a group and a parameter. Also what has outlived its time. */
async function use(stage: Stage, images: readonly string[]): Promise<void> {
  const { endpoint } = stage;
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'not-a-secret' };
  const options = { endpoint: endpoint.url, region: REGION, credentials };
  const [newest = '', , ran = '', templated = '', grouped = '', held = ''] = images;
  const client = new ec2.EC2Client(options);
  await runs(client, ran, {});
  const over = { 'ami-launch:expires': '2020-01-01T00:00:00Z', 'ami-launch:run': 'octo/web/1/1', ...GOES };
  await runs(client, newest, { ...over, 'ami-launch:role': 'instance' });
  await runs(client, newest, { ...over, 'ami-launch:role': 'builder' });
  await makeTemplate(endpoint.url, 'web', { ImageId: templated, InstanceType: 't3.micro' });
  await stage.pass(5_000);
  client.destroy();
  const groups = new scaling.AutoScalingClient(options);
  await groups.send(
    new scaling.CreateLaunchConfigurationCommand({
      LaunchConfigurationName: 'old',
      ImageId: grouped,
      InstanceType: 't3.micro',
    }),
  );
  await groups.send(
    new scaling.CreateAutoScalingGroupCommand({
      AutoScalingGroupName: 'old',
      MinSize: 0,
      MaxSize: 1,
      AvailabilityZones: [`${REGION}a`],
      LaunchConfigurationName: 'old',
    }),
  );
  groups.destroy();
  const parameters = new ssm.SSMClient(options);
  await parameters.send(
    new ssm.PutParameterCommand({
      Name: '/golden/web',
      Value: held,
      Type: 'String',
      DataType: 'aws:ec2:image',
    }),
  );
  parameters.destroy();
}

async function runs(client: ec2.EC2Client, ImageId: string, tags: Readonly<Record<string, string>>) {
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  const input = { ImageId, InstanceType: 't3.micro', MinCount: 1, MaxCount: 1 } as const;
  await client.send(
    new ec2.RunInstancesCommand({
      ...input,
      ...(Tags.length > 0 && { TagSpecifications: [{ ResourceType: 'instance', Tags }] }),
    }),
  );
}
