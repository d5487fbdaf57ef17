/** What is asked of the hostile cloud: each mode, in a world where it has something to do. */
import { EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { APP, APP_FILES } from '../../support/app.js';
import { baked } from '../../support/baked.js';
import { groupOf, SUBNETS } from '../../support/group.js';
import { makeTemplate } from '../../support/template.js';
import type { Endpoint } from '../../../src/endpoint/server.js';

export interface Scene {
  readonly name: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly inputs: Readonly<Record<string, string>>;
  /** What there is before. */
  readonly before?: (endpoint: Endpoint) => unknown;
}

const REGION = 'eu-west-1';
const LAYER = { 'bake.sh': '#!/bin/sh\ntrue\n' };
const SHORT = { 'ready-timeout': '20s' };

export const SCENES: readonly Scene[] = [
  { name: 'resolve', inputs: { mode: 'resolve' } },
  {
    name: 'resolve by name',
    inputs: { mode: 'resolve', 'base-image': 'name:self/web-*' },
    before: oldImages,
  },
  {
    name: 'launch',
    files: APP_FILES,
    inputs: {
      ...APP,
      ...SHORT,
      terminate: 'always',
      'ready-when': 'running\nstatus-checks\nuser-data\nssm\nconsole:/login:/',
      'iam-instance-profile': 'web',
    },
  },
  {
    name: 'launch of a template, staged',
    files: { 'big.sh': `#!/bin/sh\n# ${noise(40_000)}\n` },
    inputs: {
      ...SHORT,
      app: 'big.sh',
      terminate: 'always',
      'staging-bucket': 'stage',
      'launch-template': 'web',
    },
    before: async ({ url, control }) => {
      control.storage.create({ name: 'stage', region: REGION });
      await makeTemplate(url, 'web', { InstanceType: 't3.micro' });
      control.skip(5);
    },
  },
  {
    name: 'bake',
    files: LAYER,
    inputs: {
      mode: 'bake',
      bake: 'bake.sh',
      'bake-timeout': '3m',
      'copy-to-regions': 'us-east-1',
      'publish-parameter': '/golden/web',
      'deprecate-after-days': '30',
      'keep-images': '2',
    },
    before: oldImages,
  },
  { name: 'plan', files: { ...APP_FILES, ...LAYER }, inputs: { ...APP, mode: 'plan', bake: 'bake.sh' } },
  {
    name: 'plan of a roll-out',
    files: APP_FILES,
    inputs: { ...APP, mode: 'plan', 'auto-scaling-group': 'web' },
    before: (endpoint) => groupOf({ endpoint }, 2),
  },
  {
    name: 'rollout',
    files: APP_FILES,
    inputs: { ...APP, ...SHORT, mode: 'rollout', 'auto-scaling-group': 'web', 'rollout-timeout': '4m' },
    before: (endpoint) => groupOf({ endpoint }, 2),
  },
  {
    name: 'rollout of a new group',
    files: APP_FILES,
    inputs: {
      ...APP,
      ...SHORT,
      mode: 'rollout',
      'auto-scaling-group': 'new',
      'create-group': 'true',
      'subnet-id': SUBNETS.join(),
      'rollout-timeout': '4m',
    },
  },
  {
    name: 'prune',
    inputs: { mode: 'prune', 'keep-images': '1', 'image-name': 'web', 'staging-bucket': 'stage' },
    before: oldImages,
  },
  { name: 'terminate', inputs: { mode: 'terminate', 'terminate-scope': 'run' }, before: anInstance },
];

/** As an earlier step of the same run left it. */
async function anInstance({ url, control }: Endpoint): Promise<void> {
  const ec2 = new EC2Client({
    endpoint: url,
    region: REGION,
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
  });
  const ImageId = control.images.publish({ region: REGION, name: 'web-0' });
  const Tags = Object.entries({
    role: 'instance',
    run: 'octo/web/4711/1',
    job: 'local',
    step: '0'.repeat(32),
  }).map(([name, Value]) => ({ Key: `ami-launch:${name}`, Value }));
  const TagSpecifications = [{ ResourceType: 'instance' as const, Tags }];
  await ec2.send(
    new RunInstancesCommand({
      ImageId,
      InstanceType: 't3.micro',
      MinCount: 1,
      MaxCount: 1,
      TagSpecifications,
    }),
  );
  ec2.destroy();
  control.skip(10);
}

function oldImages({ control }: Endpoint): void {
  control.storage.create({ name: 'stage', region: REGION });
  control.storage.put({ bucket: 'stage', key: 'ami-launch/old', body: 'x' });
  control.images.add(
    [1, 20, 30, 40].map((days) => baked(days)),
    REGION,
  );
}

function noise(length: number): string {
  let seed = 1;
  let text = '';
  while (text.length < length) text += (seed = (seed * 48_271) % 2_147_483_647).toString(36);
  return text;
}
