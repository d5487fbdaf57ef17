/** A cloud of its own for one broken run, and the time that the run and the cloud have in common. */
import type { Clock } from '../../src/context.js';
import type { Control } from '../../src/endpoint/control.js';
import { type Endpoint, startEndpoint } from '../../src/endpoint/server.js';
import type { VirtualTime } from '../support/inside/virtual-time.js';
import { type Job, startJob } from '../support/runner.js';

export const REGION = 'eu-west-1';
export const OTHER_REGION = 'us-east-1';
export const BUCKET = 'staging';
/** As many seconds pass for a real process and its cloud in one. The SDK's time-outs, too: a starved process must not meet them. */
const SPEED = 20;
const CLOUD = {
  pendingSeconds: 2,
  signalSeconds: 2,
  stoppingSeconds: 2,
  shuttingDownSeconds: 2,
  imagingSeconds: 5,
  throttle: 'off',
} as const;

export type Files = Readonly<Record<string, string>>;

export interface Stage {
  readonly endpoint: Endpoint;
  readonly control: Control;
  /** A job on a fresh runner, within this process. */
  job(run: string, files: Files): Job;
  /** The job that is to be broken, and what makes its clock jump by so many ms. */
  broken(run: string, files: Files): { readonly job: Job; readonly jump: (ms: number) => void };
  /** Lets time pass in which nobody does anything. */
  pass(ms: number): Promise<void>;
  /** Does something later, in the time of the run. */
  later(ms: number, work: () => void): void;
  close(): Promise<void>;
}

async function cloud(speed: number): Promise<Endpoint> {
  const endpoint = await startEndpoint({ speed });
  endpoint.control.settings(CLOUD);
  endpoint.control.storage.create({ name: BUCKET, region: REGION });
  // What the SDK reads when it makes a client: one broken run after the other.
  process.env['AWS_ENDPOINT_URL'] = endpoint.url;
  return endpoint;
}

const env = (run: string) => ({ GITHUB_RUN_ID: run });

/** All within this process, in virtual time. */
export async function virtualStage({ clock }: VirtualTime): Promise<Stage> {
  const { startInside } = await import('../support/inside/job.js');
  const endpoint = await cloud(1);
  const { control } = endpoint;
  // As the cloud has it, which can be made to skip time.
  const its: Clock = { ...clock, now: () => control.now() };
  const inside = (run: string, files: Files, on: Clock) => startInside({ clock: on, files, env: env(run) });
  return {
    endpoint,
    control,
    job: (run, files) => inside(run, files, its),
    broken(run, files) {
      let jumped = 0;
      const off = { ...its, now: () => its.now() + jumped };
      return { job: inside(run, files, off), jump: (ms) => void (jumped += ms) };
    },
    pass: (ms) => clock.sleep(ms),
    later: (ms, work) => void setTimeout(work, ms),
    close: () => endpoint.close(),
  };
}

/** The broken run in processes of its own, on a clock that runs fast; what else runs does so within this process, on the same clock. */
export async function processStage(): Promise<Stage> {
  const { startInside } = await import('../support/inside/job.js');
  const { setTimeout: timer } = await import('node:timers/promises');
  const endpoint = await cloud(SPEED);
  const { control, url } = endpoint;
  const now = () => control.now();
  const clock: Clock = {
    now,
    sleep: async (ms, signal) => {
      await timer(ms / SPEED, undefined, signal && { signal }).catch(() => undefined);
      signal?.throwIfAborted();
    },
  };
  return {
    endpoint,
    control,
    job: (run, files) => startInside({ clock, files, env: env(run) }),
    broken: (run, files) => ({
      job: startJob({ url, speed: SPEED, now, files, env: env(run) }),
      jump: () => {
        throw new Error('The clock of a process cannot be made to jump.');
      },
    }),
    pass: (ms) => {
      control.skip(ms / 1000);
      return Promise.resolve();
    },
    later: (ms, work) => void setTimeout(work, ms / SPEED),
    close: () => endpoint.close(),
  };
}
