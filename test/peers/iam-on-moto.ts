/**
 * The lists of actions, judged by moto, which looks at nothing but the action of a call: whatever the resource is, it asks
 * about `*`, and it passes over conditions. So the policies here have the modes' actions on every resource.
 */
import assert from 'node:assert/strict';
import { CreateLaunchTemplateCommand, EC2Client } from '@aws-sdk/client-ec2';
import { actionsOf, type PolicyMode } from '../../src/aws/permissions.js';
import type { PlanResult } from '../../src/modes/result.js';
import { startJob, type StepEnd } from '../support/runner.js';
import type { Checks } from './check.js';
import { SCOPE } from './iam/stage.js';
import { resetMoto, type Moto } from './moto.js';

const USER = 'launcher';

/** Actions that moto cannot judge. */
const UNJUDGED: Readonly<Record<string, string>> = {
  'ec2:CreateTags': 'moto asks about the call alone, not about what it brings with it',
  'iam:PassRole': 'moto asks about the call alone, not about what it brings with it',
  'ssm:DescribeInstanceInformation': 'moto does not know this call',
  'ssm:GetParameters': 'moto refuses it in XML, which no client of a JSON protocol can read',
};

/** Modes that moto cannot go through to their end. */
const LEFT_OUT: Readonly<Partial<Record<PolicyMode, string>>> = {
  rollout: 'moto knows no instance refresh',
  bake: 'the machines of moto run nothing and never stop, so that no builder is ever imaged',
  prune: 'moto does not know DescribeImageReferences',
};

/** Its launches need neither a bucket nor a key. */
const SCOPE_HERE = { ...SCOPE, bucket: undefined, keys: [] };

/** Together they make every call of a launch that moto knows. */
const LAUNCH = {
  'ready-when': 'running\nstatus-checks\nconsole:/Linux version/',
  'launch-template': 'web',
  terminate: 'always',
};

const INPUTS: Readonly<Record<PolicyMode, Readonly<Record<string, string>>>> = {
  resolve: { 'base-image': 'al2023' },
  launch: LAUNCH,
  plan: LAUNCH,
  rollout: {},
  bake: {},
  prune: {},
  terminate: {},
};

interface Keys {
  readonly AWS_ACCESS_KEY_ID: string;
  readonly AWS_SECRET_ACCESS_KEY: string;
}

export async function iamOnMoto({ check, say }: Checks, moto: Moto): Promise<void> {
  say('\nThe lists of actions, by the IAM of moto');
  await resetMoto(moto);
  try {
    const keys = await makeUser(moto);
    await makeTemplate(moto);
    for (const [mode, why] of Object.entries(LEFT_OUT)) say(`left out: ${mode} (${why})`);
    for (const mode of (Object.keys(INPUTS) as PolicyMode[]).filter((one) => !(one in LEFT_OUT))) {
      const actions = actionsOf(mode, SCOPE_HERE);
      await check(`${mode} works with its actions`, async () => {
        const ends = await perform(mode, actions, moto, keys);
        assert.deepEqual(
          ends.map(({ code }) => code),
          [0, 0],
          ends.map(({ log }) => log).join('\n'),
        );
        assert.deepEqual(plannedWithout(ends), []);
      });
      for (const action of actions.filter((one) => !Object.hasOwn(UNJUDGED, one))) {
        await check(`${mode} without ${action} says so`, async () => {
          const others = actions.filter((one) => one !== action);
          tells(await perform(mode, others, moto, keys), action);
        });
      }
    }
    for (const [action, why] of Object.entries(UNJUDGED)) say(`not judged: ${action} (${why})`);
  } finally {
    await enforce(moto, false);
    await resetMoto(moto);
  }
}

/** The main step and the post step of a job, allowed just these actions. */
async function perform(
  mode: PolicyMode,
  actions: readonly string[],
  moto: Moto,
  keys: Keys,
): Promise<StepEnd[]> {
  const job = startJob({ url: moto.url, speed: 5, env: { ...keys, AWS_REGION: SCOPE.region } });
  if (mode === 'terminate') await job.run({ ...LAUNCH, terminate: 'never' });
  const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] };
  await askIam(moto, { Action: 'PutUserPolicy', PolicyName: 'own', PolicyDocument: JSON.stringify(policy) });
  await enforce(moto, true);
  try {
    const main = await job.run({ mode, ...INPUTS[mode] });
    return [main, await job.post(main)];
  } finally {
    await enforce(moto, false);
  }
}

function tells(ends: readonly StepEnd[], action: string): void {
  const logs = ends.map(({ log }) => log).join('\n');
  if (plannedWithout(ends).includes(action)) return;
  assert.ok(
    ends.some(({ code }) => code !== 0),
    `it worked all the same:\n${logs}`,
  );
  assert.ok(logs.includes(action), `the failure does not name it:\n${logs}`);
}

/** What a plan tells to be missing, or could not ask about. */
function plannedWithout(ends: readonly StepEnd[]): readonly string[] {
  const plan = ends[0]?.outputs['plan'];
  if (plan === undefined) return [];
  const { permissions } = JSON.parse(plan) as PlanResult;
  return [...permissions.missing, ...permissions.unchecked];
}

async function makeUser(moto: Moto): Promise<Keys> {
  await askIam(moto, { Action: 'CreateUser' });
  const answer = await askIam(moto, { Action: 'CreateAccessKey' });
  const field = (name: string) => new RegExp(`<${name}>(.*?)</${name}>`).exec(answer)?.[1] ?? '';
  return { AWS_ACCESS_KEY_ID: field('AccessKeyId'), AWS_SECRET_ACCESS_KEY: field('SecretAccessKey') };
}

async function makeTemplate({ url }: Moto): Promise<void> {
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'not-a-secret' };
  const ec2 = new EC2Client({ endpoint: url, region: SCOPE.region, credentials });
  await ec2.send(
    new CreateLaunchTemplateCommand({
      LaunchTemplateName: LAUNCH['launch-template'],
      LaunchTemplateData: { InstanceType: 't3.micro' },
    }),
  );
  ec2.destroy();
}

/** By the wire protocol: no client of IAM is among our packages. */
async function askIam({ url }: Moto, params: Readonly<Record<string, string>>): Promise<string> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      authorization:
        'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=none',
    },
    body: new URLSearchParams({ Version: '2010-05-08', UserName: USER, ...params }),
  });
  const text = await answer.text();
  assert.ok(answer.ok, text);
  return text;
}

/** moto enforces policies after so many calls. */
async function enforce({ url }: Moto, on: boolean): Promise<void> {
  const answer = await fetch(`${url}/moto-api/reset-auth`, {
    method: 'POST',
    headers: { 'content-type': 'text/plain' },
    body: on ? '0' : '1000000000',
  });
  assert.ok(answer.ok, await answer.text());
}
