/** Runs of the mode rollout that together use all inputs on which its calls depend. */
import {
  AutoScalingClient,
  CreateAutoScalingGroupCommand,
  CreateLaunchConfigurationCommand,
} from '@aws-sdk/client-auto-scaling';
import {
  CreateKeyPairCommand,
  CreateLaunchTemplateCommand,
  DescribeSubnetsCommand,
} from '@aws-sdk/client-ec2';
import { APP } from '../../support/app.js';
import type { Job, StepEnd } from '../../support/runner.js';
import { fails, goldenParameter, type Inputs } from './prepare.js';
import type { Run } from './runs.js';
import { REGION, SCOPE, type Stage } from './stage.js';

const GROUP = 'web';
const ROLL = { ...APP, 'auto-scaling-group': GROUP, 'instance-warmup': '5s' };
const TARGETS = ['web', 'api'].map(
  (name) => `arn:aws:elasticloadbalancing:${REGION}:${SCOPE.account}:targetgroup/${name}/0123456789abcdef`,
);

async function subnets({ ec2 }: Stage): Promise<string[]> {
  const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({}));
  return Subnets.map(({ SubnetId = '' }) => SubnetId).slice(0, 2);
}

async function inScaling(stage: Stage, work: (client: AutoScalingClient) => Promise<unknown>): Promise<void> {
  const client = new AutoScalingClient(stage.options(REGION));
  await work(client);
  client.destroy();
  stage.control.skip(120);
}

async function group(stage: Stage): Promise<Inputs> {
  const { control, ec2 } = stage;
  const ImageId = control.images.publish({ region: REGION, name: 'web-0' });
  const LaunchTemplateData = {
    ImageId,
    InstanceType: 't3.micro',
    IamInstanceProfile: { Name: 'web' },
  } as const;
  await ec2.send(new CreateLaunchTemplateCommand({ LaunchTemplateName: GROUP, LaunchTemplateData }));
  control.skip(5);
  const VPCZoneIdentifier = (await subnets(stage)).join(',');
  await inScaling(stage, (client) =>
    client.send(
      new CreateAutoScalingGroupCommand({
        AutoScalingGroupName: GROUP,
        ...{ MinSize: 1, MaxSize: 1, DesiredCapacity: 1, VPCZoneIdentifier },
        LaunchTemplate: { LaunchTemplateName: GROUP, Version: '1' },
      }),
    ),
  );
  return {};
}

async function withKey(stage: Stage): Promise<Inputs> {
  await stage.ec2.send(new CreateKeyPairCommand({ KeyName: 'mine' }));
  return group(stage);
}

/** One that follows its template wherever that goes has to be given the version by its number first. */
async function following(stage: Stage): Promise<Inputs> {
  await group(stage);
  const { UpdateAutoScalingGroupCommand } = await import('@aws-sdk/client-auto-scaling');
  await inScaling(stage, (client) =>
    client.send(
      new UpdateAutoScalingGroupCommand({
        AutoScalingGroupName: GROUP,
        LaunchTemplate: { LaunchTemplateName: GROUP, Version: '$Latest' },
      }),
    ),
  );
  return {};
}

async function withConfiguration(stage: Stage): Promise<Inputs> {
  const ImageId = stage.control.images.publish({ region: REGION, name: 'web-0' });
  const VPCZoneIdentifier = (await subnets(stage)).join(',');
  await inScaling(stage, async (client) => {
    const LaunchConfigurationName = 'old';
    await client.send(
      new CreateLaunchConfigurationCommand({ LaunchConfigurationName, ImageId, InstanceType: 't3.micro' }),
    );
    await client.send(
      new CreateAutoScalingGroupCommand({
        AutoScalingGroupName: GROUP,
        ...{ MinSize: 1, MaxSize: 1, DesiredCapacity: 1, VPCZoneIdentifier, LaunchConfigurationName },
      }),
    );
  });
  return {};
}

async function failing(stage: Stage): Promise<Inputs> {
  await group(stage);
  return fails(stage);
}

const made = async (stage: Stage): Promise<Inputs> => ({
  'create-group': 'true',
  'subnet-id': (await subnets(stage)).join('\n'),
});

/** Another group of targets, and no warm pool, than the inputs want. */
async function otherwise(stage: Stage, job: Job): Promise<Inputs> {
  const inputs = await made(stage);
  const before = { ...inputs, 'target-group-arns': TARGETS[0] ?? '', 'warm-pool-size': '1' };
  await job.run({ mode: 'rollout', ...ROLL, ...before });
  return inputs;
}

async function failsToBeMade(stage: Stage): Promise<Inputs> {
  await fails(stage);
  return made(stage);
}

/** Killed while Auto Scaling replaces; the post step brings the group back. */
async function cancelled({ control }: Stage, job: Job, inputs: Inputs): Promise<StepEnd> {
  const step = job.start(inputs);
  let looks = 0;
  const stop = control.onRequest((moment, { action }) => {
    if (moment === 'after' && action === 'DescribeInstanceRefreshes' && (looks += 1) === 3)
      step.kill('SIGKILL');
  });
  const end = await step.ended;
  stop();
  return end;
}

const run = (name: string, more: Omit<Run, 'name' | 'mode'>): Run => ({
  name,
  mode: 'rollout',
  ...more,
  inputs: { ...ROLL, ...more.inputs },
});

export const ROLLOUTS: readonly Run[] = [
  run('a group that is there', { prepare: group }),
  run('on spot, with a key, and so slowly that the activities of the group are looked at', {
    inputs: { market: 'spot', 'key-name': 'mine', 'instance-warmup': '60s' },
    prepare: withKey,
  }),
  run('a group that follows its template', { prepare: following }),
  run('a launch configuration', {
    inputs: { 'migrate-launch-configuration': 'true' },
    prepare: withConfiguration,
  }),
  run('a layer that fails', { inputs: { 'instance-warmup': '60s' }, prepare: failing, fails: true }),
  run('no way back', {
    inputs: { 'instance-warmup': '60s', 'auto-rollback': 'false' },
    prepare: failing,
    fails: true,
  }),
  run('killed in the middle', {
    inputs: { 'instance-warmup': '60s' },
    prepare: group,
    main: cancelled,
    fails: true,
  }),
  run('a group that is made', {
    inputs: { 'warm-pool-size': '1', 'iam-instance-profile': 'web' },
    prepare: made,
  }),
  run('a group that cannot be made', { prepare: failsToBeMade, fails: true }),
  run('a group that is put right', {
    inputs: { 'target-group-arns': TARGETS[1] ?? '', 'warm-pool-size': '0' },
    prepare: otherwise,
  }),
  run('status checks and the SSM agent', {
    inputs: { 'ready-when': 'status-checks, ssm', 'iam-instance-profile': 'web' },
    prepare: async (stage) => ({ ...(await group(stage)), ...(await goldenParameter(stage)) }),
  }),
];
