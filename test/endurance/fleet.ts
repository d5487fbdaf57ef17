/** Many runs side by side against one endpoint, each a job of its own with its post step. In virtual time. */
import type { Clock } from '../../src/context.js';
import type { Endpoint } from '../../src/endpoint/server.js';
import type { RequestRecord } from '../../src/endpoint/world/record.js';
import { startInside } from '../support/inside/job.js';
import type { Step, StepEnd } from '../support/runner.js';
import { type Plan, planOf } from './mix.js';

/** A launch that has come to its end, and nothing more of it than is judged. */
export interface Ended {
  readonly plan: Plan;
  readonly code: number | null;
  readonly postCode: number | null;
  /** Of the job that ended the run's instances. */
  readonly terminateCode?: number | null;
  /** The main step was not broken before its end. */
  readonly whole: boolean;
  readonly ready: boolean;
  readonly ids: readonly string[];
  /** From the start of the main step to its end, in virtual seconds. */
  readonly seconds: number;
  /** Of steps that ended otherwise than they should have. */
  readonly log: string;
}

export interface FleetOptions {
  readonly endpoint: Endpoint;
  readonly clock: Clock;
  readonly launches: number;
  /** So many jobs run at a time. */
  readonly parallel: number;
  readonly region: string;
  readonly onEnd: (ended: Ended) => void;
}

const FILES = {
  'app.yaml': '#cloud-config\nruncmd:\n  - [systemctl, restart, web]\n',
} as const;
/** GitHub kills what goes on for longer than this after it was cancelled. Source: GitHub docs, "Canceling a workflow". */
const KILLED_AFTER_MS = 10_000;

export async function fleet(options: FleetOptions): Promise<void> {
  const subnets = await subnetsOf(options);
  const breaks = breaksAtLaunch(options.endpoint);
  let next = 0;
  const runner = async () => {
    while (next < options.launches) {
      const plan = planOf(next, subnets);
      next += 1;
      options.onEnd(await carryOut(plan, breaks, options));
    }
  };
  await Promise.all(Array.from({ length: options.parallel }, runner));
}

/** Breaks to come at a run's RunInstances, by the run's ID. */
type Breaks = Map<string, { readonly moment: 'before' | 'after'; readonly now: () => void }>;

/** The endpoint's record tells whose RunInstances a request is: the run is in its tags. */
function breaksAtLaunch({ control }: Endpoint): Breaks {
  const breaks: Breaks = new Map();
  control.onRequest((moment, { action, params }: RequestRecord) => {
    if (action !== 'RunInstances') return;
    const [, run = ''] = /octo\/web\/(\d+)\/1/.exec(JSON.stringify(params)) ?? [];
    const due = breaks.get(run);
    if (due?.moment === moment) due.now();
  });
  return breaks;
}

async function carryOut(plan: Plan, breaks: Breaks, options: FleetOptions): Promise<Ended> {
  const { clock } = options;
  const { kind, run, inputs } = plan;
  const broken = 'broken' in kind ? kind.broken : undefined;
  let breakOff: () => void = () => undefined;
  const env = { GITHUB_RUN_ID: run };
  const job = startInside({
    ...{ clock, files: FILES, env },
    onRequest: (n) => {
      if (broken?.at === 'request' && n === broken.n) breakOff();
    },
  });
  const started = clock.now();
  const step = job.start({ ...inputs, region: options.region });
  const state = { broken: false, ended: false };
  breakOff = () => {
    breakOff = () => undefined;
    if (state.ended) return;
    state.broken = true;
    breakNow(step, kind.name === 'cancelled', clock);
  };
  if (broken?.at === 'launch') breaks.set(run, { moment: broken.moment, now: () => breakOff() });
  const main = await step.ended;
  state.ended = true;
  breaks.delete(run);
  const seconds = (clock.now() - started) / 1000;
  const post = await job.post(main);
  const later = kind.name === 'by-tag' ? await endByTag(env, options) : undefined;
  job.remove();
  return ended({ plan, main, post, seconds, later, whole: !state.broken });
}

function breakNow(step: Step, politely: boolean, clock: Clock): void {
  if (!politely) {
    step.kill('SIGKILL');
    return;
  }
  step.kill('SIGINT');
  void clock.sleep(KILLED_AFTER_MS).then(() => step.kill('SIGKILL'));
}

async function endByTag(
  env: Readonly<Record<string, string>>,
  { clock, region }: FleetOptions,
): Promise<StepEnd> {
  const job = startInside({ clock, env: { ...env, GITHUB_JOB: 'end' } });
  const end = await job.run({ mode: 'terminate', 'terminate-scope': 'run', region });
  job.remove();
  return end;
}

interface Steps {
  readonly plan: Plan;
  readonly main: StepEnd;
  readonly post: StepEnd;
  readonly later: StepEnd | undefined;
  readonly whole: boolean;
  readonly seconds: number;
}

function ended({ plan, main, post, later, whole, seconds }: Steps): Ended {
  const well = main.code === 0 && post.code === 0 && (later?.code ?? 0) === 0;
  return {
    plan,
    code: main.code,
    postCode: post.code,
    ...(later && { terminateCode: later.code }),
    whole,
    ready: main.outputs['ready'] === 'true',
    ids: JSON.parse(main.outputs['instance-ids'] ?? '[]') as string[],
    seconds,
    log: well ? '' : main.log + post.log + (later?.log ?? ''),
  };
}

async function subnetsOf({ endpoint, region }: FleetOptions): Promise<string[]> {
  const { DescribeSubnetsCommand, EC2Client } = await import('@aws-sdk/client-ec2');
  const ec2 = new EC2Client({ region, endpoint: endpoint.url });
  const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({}));
  ec2.destroy();
  return Subnets.flatMap(({ SubnetId }) => SubnetId ?? []);
}
