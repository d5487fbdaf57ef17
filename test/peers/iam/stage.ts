/** An endpoint on which a policy holds for the steps of a job, and for nobody else. */
import { EC2Client } from '@aws-sdk/client-ec2';
import { SSMClient } from '@aws-sdk/client-ssm';
import type { Authorization, Decision } from '../../../src/endpoint/authorization/authorization.js';
import { startEndpoint, type Endpoint } from '../../../src/endpoint/server.js';
import { ACCOUNT } from '../../../src/endpoint/world/state.js';
import { DEFAULT_SETTINGS } from '../../../src/endpoint/world/settings.js';
import { type Job, startJob, type StepEnd } from '../../support/runner.js';
import { FILES } from './files.js';
import type { Run } from './runs.js';
import type { Policy, Simulator } from './simulator.js';

const SPEED = 40;
export const REGION = 'eu-west-1';
/** What the policies are made for: the repository is that of the jobs. */
export const SCOPE = {
  partition: 'aws',
  region: REGION,
  account: ACCOUNT,
  repository: 'octo/web',
  role: `arn:aws:iam::${ACCOUNT}:role/web`,
  parameters: ['/golden/*'],
  published: ['/golden/*'],
  bucket: 'staging',
  keys: [`arn:aws:kms:*:${ACCOUNT}:key/*`],
  groups: ['web'],
};
/** For bakes, whose images may have copies in other regions. */
export const SCOPE_OF_BAKES = { ...SCOPE, region: '*' };

const CREDENTIALS = { credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'not-a-secret' } };

export interface Stage {
  readonly control: Endpoint['control'];
  /** Clients of somebody who may do anything. */
  readonly ec2: EC2Client;
  readonly ssm: SSMClient;
  /** What other clients of such a one are made of. */
  readonly options: (region: string) => typeof CREDENTIALS & { endpoint: string; region: string };
  readonly job: (env?: Readonly<Record<string, string>>) => Job;
  readonly alive: () => string[];
  readonly close: () => Promise<void>;
}

export async function openStage(): Promise<Stage> {
  const endpoint = await startEndpoint({ speed: SPEED });
  const { url, control } = endpoint;
  const options = (region: string) => ({ endpoint: url, region, ...CREDENTIALS });
  const [ec2, ssm] = [new EC2Client(options(REGION)), new SSMClient(options(REGION))];
  return {
    control,
    ec2,
    ssm,
    options,
    job: (env = {}) => startJob({ url, speed: SPEED, now: () => control.world().at, files: FILES, env }),
    alive: () =>
      (control.world().regions[REGION]?.instances ?? [])
        .filter(({ state }) => state !== 'terminated' && state !== 'shutting-down')
        .map(({ id }) => id),
    close: async () => {
      for (const client of [ec2, ssm]) client.destroy();
      await endpoint.close();
    },
  };
}

/** What IAM was asked, and what it said. */
export interface Answered {
  readonly asked: Authorization;
  readonly decision: Decision;
}

export interface Performed {
  /** Of the main step and of the post step. */
  readonly ends: readonly StepEnd[];
  readonly answered: readonly Answered[];
  readonly calls: ReadonlySet<string>;
}

/** One run of a job in an empty cloud. The policy holds for its steps, not for what is made ready before. */
export async function perform(
  stage: Stage,
  run: Run,
  policy: Policy,
  simulate: Simulator,
): Promise<Performed> {
  const { control } = stage;
  control.reset();
  control.settings({ ...DEFAULT_SETTINGS, throttle: 'off', imagingSeconds: 8 });
  const job = stage.job();
  const inputs = { mode: run.mode, ...run.inputs, ...(await run.prepare?.(stage, job)) };
  const before = control.record().length;
  const answered: Answered[] = [];
  control.authorize(async (asked) => {
    const decision = await simulate(policy, asked);
    answered.push({ asked, decision });
    return decision;
  });
  try {
    const main = await (run.main?.(stage, job, inputs) ?? job.run(inputs));
    const ends = [main, await job.post(main)];
    const calls = new Set(
      control
        .record()
        .slice(before)
        .map(({ action }) => action),
    );
    return { ends, answered, calls };
  } finally {
    control.authorize(undefined);
  }
}
