/** Runs of each mode that together use all inputs on which its calls to AWS depend. A row more is a run more. */
import type { PolicyMode } from '../../../src/aws/permissions.js';
import { AUTO_SCALING_ACTIONS } from '../../../src/endpoint/actions/auto-scaling/table.js';
import { S3_ACTIONS } from '../../../src/endpoint/actions/storage/table.js';
import { EC2_ACTIONS, KMS_ACTIONS, SSM_ACTIONS } from '../../../src/endpoint/actions/table.js';
import { APP } from '../../support/app.js';
import type { Job, StepEnd } from '../../support/runner.js';
import { BAKES } from './bakes.js';
import {
  everythingNamed,
  fails,
  goldenImage,
  goldenParameter,
  launchTemplate,
  type Inputs,
  STAGED,
  stagingBucket,
} from './prepare.js';
import { PRUNES } from './prunes.js';
import { ROLLOUTS } from './rollouts.js';
import type { Stage } from './stage.js';

export interface Run {
  readonly name: string;
  readonly mode: PolicyMode;
  readonly inputs?: Inputs;
  /** Makes what the run needs, with all permissions; answers the inputs that name it. */
  readonly prepare?: (stage: Stage, job: Job) => Promise<Inputs>;
  /** How the main step comes to its end, where it is not just left alone. */
  readonly main?: (stage: Stage, job: Job, inputs: Inputs) => Promise<StepEnd>;
  /** The main step fails even with all permissions. */
  readonly fails?: true;
  /** Calls that the endpoint must know: the run is left out as long as it does not. */
  readonly needs?: readonly string[];
}

const TABLES = [EC2_ACTIONS, SSM_ACTIONS, S3_ACTIONS, KMS_ACTIONS, AUTO_SCALING_ACTIONS];

export function isKnown(call: string): boolean {
  return TABLES.some((table) => Object.hasOwn(table, call));
}

async function loseTheAnswer({ control }: Stage): Promise<Inputs> {
  control.faults.add({
    action: 'RunInstances',
    kind: 'error',
    when: 'after',
    code: 'InternalError',
    status: 500,
  });
  return Promise.resolve({});
}

async function noSpotCapacity({ control }: Stage): Promise<Inputs> {
  control.capacity.lack({ market: 'spot' });
  return Promise.resolve({});
}

/** Killed when EC2 has launched and nobody has been told: the post step finds the instances by their tag. */
async function killed({ control }: Stage, job: Job, inputs: Inputs): Promise<StepEnd> {
  const step = job.start(inputs);
  const stop = control.onRequest((moment, { action }) => {
    if (moment === 'after' && action === 'RunInstances') step.kill('SIGKILL');
  });
  const end = await step.ended;
  stop();
  return end;
}

/** What may be launched, or planned. */
const LAUNCHES: readonly Omit<Run, 'mode'>[] = [
  { name: 'layers', inputs: { ...APP, count: '2', 'ready-when': 'running\nuser-data' } },
  {
    name: 'everything named',
    inputs: {
      ...APP,
      'iam-instance-profile': 'web',
      'volume-size': '30',
      tags: 'team=web',
      'ttl-minutes': '60',
    },
    prepare: everythingNamed,
  },
  {
    name: 'spot',
    inputs: { market: 'spot', 'instance-type': 't3.micro, t3a.micro', 'ready-when': 'running' },
  },
  { name: 'a parameter of our own', inputs: { 'ready-when': 'running' }, prepare: goldenParameter },
  { name: 'status checks', inputs: { 'ready-when': 'status-checks', 'public-ip': 'true' } },
  { name: 'a console that matches', inputs: { ...APP, 'ready-when': 'console:/ami-launch-signal: .* ok/' } },
  {
    name: 'the SSM agent',
    inputs: { 'iam-instance-profile': 'web', 'ready-when': 'ssm' },
    needs: ['DescribeInstanceInformation'],
  },
  {
    name: 'a launch template',
    inputs: { 'ready-when': 'running' },
    prepare: launchTemplate,
    needs: ['CreateLaunchTemplate', 'DescribeLaunchTemplateVersions'],
  },
  { name: 'staged', inputs: STAGED, prepare: stagingBucket },
];

const ENDINGS: readonly Run[] = [
  {
    name: 'on demand, where spot has no capacity, ended by the post step',
    mode: 'launch',
    inputs: { ...APP, market: 'spot-then-on-demand', terminate: 'always' },
    prepare: noSpotCapacity,
  },
  { name: 'a layer that fails', mode: 'launch', inputs: APP, prepare: fails, fails: true },
  { name: 'an answer that got lost', mode: 'launch', inputs: APP, prepare: loseTheAnswer, fails: true },
  { name: 'killed in the middle', mode: 'launch', inputs: APP, main: killed, fails: true },
];

const RESOLUTIONS: readonly Omit<Run, 'mode'>[] = [
  { name: 'an alias', inputs: { 'base-image': 'ubuntu-24.04' } },
  { name: 'a parameter of our own', prepare: goldenParameter },
  { name: 'a name', inputs: { 'base-image': 'name:self/golden-*' }, prepare: goldenImage },
];

async function launched(_stage: Stage, job: Job): Promise<Inputs> {
  const { outputs } = await job.run(APP);
  return { 'instance-ids': outputs['instance-ids'] ?? '' };
}

const launchedBefore = async (stage: Stage, job: Job) => ({
  ...(await launched(stage, job)),
  'instance-ids': '',
});

const ENDS: readonly Run[] = [
  { name: 'by IDs', mode: 'terminate', prepare: launched },
  { name: 'of this job', mode: 'terminate', prepare: launchedBefore },
  { name: 'of this run', mode: 'terminate', inputs: { 'terminate-scope': 'run' }, prepare: launchedBefore },
];

const ALL: readonly Run[] = [
  ...RESOLUTIONS.map((one) => ({ ...one, mode: 'resolve' as const })),
  ...LAUNCHES.map((one) => ({ ...one, mode: 'launch' as const })),
  ...ENDINGS,
  ...LAUNCHES.map((one) => ({ ...one, mode: 'plan' as const })),
  ...ENDS,
  ...BAKES,
  ...ROLLOUTS,
  ...PRUNES,
];

const possible = ({ needs = [] }: Run) => needs.every(isKnown);

export const RUNS = ALL.filter(possible);
export const LEFT_OUT = ALL.filter((run) => !possible(run));
