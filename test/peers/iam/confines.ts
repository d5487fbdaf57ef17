/** What the policies must not allow, and that what a plan tells to paste is enough. */
import assert from 'node:assert/strict';
import { RunInstancesCommand } from '@aws-sdk/client-ec2';
import { policyOf } from '../../../src/aws/permissions.js';
import type { Authorization } from '../../../src/endpoint/authorization/authorization.js';
import type { PlanResult } from '../../../src/modes/result.js';
import { APP } from '../../support/app.js';
import type { StepEnd } from '../../support/runner.js';
import type { Checks } from '../check.js';
import { HANDED_ON, keysAndOldImages } from './bakes.js';
import type { Run } from './runs.js';
import { perform, REGION, SCOPE, SCOPE_OF_BAKES, type Stage } from './stage.js';
import type { Policy, Simulator } from './simulator.js';

interface Proof {
  readonly checks: Checks;
  readonly stage: Stage;
  readonly simulate: Simulator;
}

const ARN = `arn:aws:ec2:${REGION}:${SCOPE.account}`;
const OTHERS: readonly [string, Authorization][] = [
  [
    "the console of another repository's instance",
    {
      action: 'ec2:GetConsoleOutput',
      resource: `${ARN}:instance/i-0123456789abcdef0`,
      context: { 'aws:ResourceTag/ami-launch:run': 'octo/website/1/1' },
    },
  ],
  [
    'a tag of ours on what is there already',
    {
      action: 'ec2:CreateTags',
      resource: `${ARN}:instance/i-0123456789abcdef0`,
      context: { 'aws:RequestTag/ami-launch:run': 'octo/web/1/1', 'aws:TagKeys': ['ami-launch:run'] },
    },
  ],
  [
    'a role for another service',
    {
      action: 'iam:PassRole',
      resource: SCOPE.role,
      context: { 'iam:PassedToService': 'lambda.amazonaws.com' },
    },
  ],
  [
    'a parameter of somebody else',
    {
      action: 'ssm:GetParameters',
      resource: `arn:aws:ssm:${REGION}:${SCOPE.account}:parameter/database/password`,
      context: {},
    },
  ],
];

const OTHER_RUN = { 'aws:ResourceTag/ami-launch:run': 'octo/website/1/1' };
const OTHER_TAG = {
  'aws:RequestTag/ami-launch:run': 'octo/website/1/1',
  'aws:TagKeys': ['ami-launch:run'],
};
const image = `arn:aws:ec2:${REGION}::image/ami-0123456789abcdef0`;
const ofOthers = (action: string, resource: string): Authorization => ({
  action,
  resource,
  context: OTHER_RUN,
});
const OTHERS_OF_BAKES: readonly [string, Authorization][] = [
  ["another repository's image, to retire", ofOthers('ec2:DeregisterImage', image)],
  ["another repository's image, to share", ofOthers('ec2:ModifyImageAttribute', image)],
  ["another repository's image, to deprecate", ofOthers('ec2:EnableImageDeprecation', image)],
  ["another repository's image, to tag", ofOthers('ec2:CreateTags', image)],
  [
    'an image of its own, to give it to another repository',
    {
      action: 'ec2:CreateTags',
      resource: image,
      context: {
        'aws:ResourceTag/ami-launch:run': 'octo/web/1/1',
        'aws:RequestTag/ami-launch:run': 'octo/website/1/1',
        'aws:TagKeys': ['ami-launch:run'],
      },
    },
  ],
  [
    'an image of its own, to say that it holds something else',
    {
      action: 'ec2:CreateTags',
      resource: image,
      context: {
        'aws:ResourceTag/ami-launch:run': 'octo/web/1/1',
        'aws:RequestTag/ami-launch:fingerprint': '0'.repeat(64),
        'aws:TagKeys': ['ami-launch:fingerprint', 'ami-launch:bake-times'],
      },
    },
  ],
  ...['CreateImage', 'CopyImage', 'RunInstances'].map((by): [string, Authorization] => [
    `a tag of another repository, by ${by}`,
    {
      action: 'ec2:CreateTags',
      resource: by === 'RunInstances' ? `${ARN}:instance/*` : image,
      context: { 'ec2:CreateAction': by, ...OTHER_TAG },
    },
  ]),
  [
    "another repository's snapshot",
    ofOthers('ec2:DeleteSnapshot', `arn:aws:ec2:${REGION}::snapshot/snap-0123456789abcdef0`),
  ],
  ...['ec2:CreateImage', 'ec2:ModifyInstanceAttribute', 'ec2:StartInstances', 'ec2:TerminateInstances'].map(
    (action): [string, Authorization] => [
      `another repository's builder, for ${action}`,
      ofOthers(action, `${ARN}:instance/i-0123456789abcdef0`),
    ],
  ),
  [
    'an object that is not ours',
    { action: 's3:DeleteObject', resource: `arn:aws:s3:::${SCOPE.bucket}/backup/1`, context: {} },
  ],
  [
    'a parameter of somebody else, to write',
    {
      action: 'ssm:PutParameter',
      resource: `arn:aws:ssm:${REGION}:${SCOPE.account}:parameter/database/password`,
      context: {},
    },
  ],
];

export async function confines({ checks: { check }, stage, simulate }: Proof): Promise<void> {
  const launching = policyOf('launch', SCOPE);
  await check('another repository cannot launch under the policy of this one', () =>
    refusesOtherRepository(stage, launching, simulate),
  );
  await check('a launch without our tag is denied', () => refusesWithoutTag(stage, launching, simulate));
  await check('a role that the policy does not name is not handed over', async () => {
    const run = {
      name: 'admin',
      mode: 'launch',
      inputs: { ...APP, 'iam-instance-profile': 'admin' },
    } as const;
    const { ends } = await perform(stage, run, launching, simulate);
    assert.equal(ends[0]?.code, 1);
    assert.match(ends[0].log, /Allow `iam:PassRole`/);
  });
  await check("another repository's instances cannot be ended", () => endsNoneOfOthers(stage, simulate));
  for (const [what, asked] of OTHERS) {
    await check(`denied: ${what}`, async () => assert.equal(await simulate(launching, asked), 'deny'));
  }
  const baking = policyOf('bake', SCOPE_OF_BAKES);
  for (const [what, asked] of OTHERS_OF_BAKES) {
    await check(`denied to a bake: ${what}`, async () => assert.equal(await simulate(baking, asked), 'deny'));
  }
  await check('a bake that another repository left half done is done anew', () =>
    bakesBesideOthers(stage, baking, simulate),
  );
  await check('a launch with layers to bake works with the policies of launch and bake', async () => {
    const { ends } = await perform(stage, BAKED_LAUNCH, [...launching, ...baking], simulate);
    ended(ends);
  });
  await check('what a plan under the policy of resolve tells to paste is enough to launch', () =>
    planIsEnough(stage, LAUNCHED, policyOf('resolve', SCOPE), simulate),
  );
  await check('what a plan tells to paste that may do nothing at all is enough to launch', () =>
    planIsEnough(stage, LAUNCHED, [], simulate),
  );
  await check('what a plan with layers to bake tells to paste is enough to bake them, too', () =>
    planIsEnough(stage, BAKED_LAUNCH, [], simulate),
  );
}

function ended(ends: readonly StepEnd[]): void {
  assert.deepEqual(
    ends.map(({ code }) => code),
    [0, 0],
    ends.map(({ log }) => log).join('\n'),
  );
}

const LAUNCHED: Run = {
  name: 'launch',
  mode: 'launch',
  inputs: { ...APP, 'iam-instance-profile': 'web', market: 'spot', terminate: 'always' },
};

const BAKED_LAUNCH: Run = {
  ...LAUNCHED,
  inputs: { ...LAUNCHED.inputs, ...HANDED_ON, bake: 'bake/one.sh\nbake/two.sh', 'layer-images': 'each' },
  prepare: keysAndOldImages,
};

/** Its run was killed, and its builder has stopped since. */
async function bakesBesideOthers(stage: Stage, policy: Policy, simulate: Simulator): Promise<void> {
  const run: Run = {
    name: 'beside another repository',
    mode: 'bake',
    inputs: { bake: 'bake/one.sh' },
    prepare: async ({ job, control }: Stage) => {
      const step = job({ GITHUB_REPOSITORY: 'octo/website' }).start({ mode: 'bake', bake: 'bake/one.sh' });
      const stop = control.onRequest((moment, { action }) => {
        if (moment === 'after' && action === 'RunInstances') step.kill('SIGKILL');
      });
      await step.ended;
      stop();
      control.skip(120);
      return {};
    },
  };
  const { ends } = await perform(stage, run, policy, simulate);
  ended(ends);
  assert.equal(ends[0]?.outputs['image-source'], 'baked');
}

async function refusesOtherRepository(stage: Stage, policy: Policy, simulate: Simulator): Promise<void> {
  const run = {
    name: 'of another repository',
    mode: 'launch',
    inputs: APP,
    main: ({ job }: Stage, _job: unknown, inputs: Readonly<Record<string, string>>) =>
      job({ GITHUB_REPOSITORY: 'octo/website' }).run(inputs),
  } as const;
  const { ends } = await perform(stage, run, policy, simulate);
  assert.equal(ends[0]?.code, 1);
  assert.match(ends[0].log, /not authorized to perform: ec2:RunInstances on resource: \S+:instance\//);
}

async function refusesWithoutTag(stage: Stage, policy: Policy, simulate: Simulator): Promise<void> {
  const image = stage.control.images.publish({ region: REGION, owner: SCOPE.account, name: 'golden-1' });
  stage.control.authorize((asked) => simulate(policy, asked));
  const launch = stage.ec2.send(
    new RunInstancesCommand({ ImageId: image, InstanceType: 't3.micro', MinCount: 1, MaxCount: 1 }),
  );
  await assert.rejects(launch, { name: 'UnauthorizedOperation', message: /ec2:RunInstances/ });
  stage.control.authorize(undefined);
}

async function endsNoneOfOthers(stage: Stage, simulate: Simulator): Promise<void> {
  const run = {
    name: 'by the IDs of another repository',
    mode: 'terminate',
    prepare: async ({ job }: Stage) => {
      const { outputs } = await job({ GITHUB_REPOSITORY: 'octo/website' }).run(APP);
      return { 'instance-ids': outputs['instance-ids'] ?? '' };
    },
  } as const;
  const { ends } = await perform(stage, run, policyOf('terminate', SCOPE), simulate);
  assert.equal(ends[0]?.code, 1);
  assert.match(ends[0].log, /Allow `ec2:TerminateInstances`/);
  assert.equal(stage.alive().length, 1);
}

/** Pasted to what was allowed before, whether that was enough for a plan or not. */
async function planIsEnough(stage: Stage, run: Run, before: Policy, simulate: Simulator): Promise<void> {
  const planned = await perform(stage, { ...run, mode: 'plan' }, before, simulate);
  const pasted = [...before, ...toldBy(planned.ends[0])];
  const { ends } = await perform(stage, run, pasted, simulate);
  ended(ends);
  assert.deepEqual(stage.alive(), []);
}

/** In the plan; where none could be made, in the log. */
function toldBy(end: StepEnd | undefined): Policy {
  const { plan } = end?.outputs ?? {};
  if (plan !== undefined) return (JSON.parse(plan) as PlanResult).permissions.statements;
  const policy = /^\{\n[\s\S]*?\n\}$/m.exec(end?.log ?? '')?.[0] ?? '';
  assert.notEqual(policy, '', `no policy in:\n${end?.log ?? ''}`);
  return (JSON.parse(policy) as { Statement: Policy }).Statement;
}
