/**
 * Jobs as `startJob` has them, but all steps of a test file run in one process beside the test: the bundle is loaded once, not
 * for each step. For whatever is not about processes; steps that are killed at an exact moment, or that have an environment of
 * their own, take `startJob`.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { baseEnv, type Job, layOut, NODE, type Step, type StepEnd } from '../runner.js';
import type { Answer, Told } from './messages.js';

export interface StepHost {
  /** A job on a fresh runner. `env`: what GitHub tells a job, no more. */
  job(files: Readonly<Record<string, string | Uint8Array>>, env: Readonly<Record<string, string>>): Job;
  stop(): void;
}

export interface HostOptions {
  readonly url: string;
  readonly speed: number;
  readonly now: () => number;
}

export function startHost({ url, speed, now }: HostOptions): StepHost {
  const child = fork(path.resolve('test/support/host/host.ts'), {
    execPath: NODE,
    execArgv: ['--import', 'tsx'],
    env: baseEnv({ url, speed, now }, { workspace: '', temp: process.env['HOME'] ?? '' }),
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const waiting = new Map<
    number,
    { readonly done: (end: StepEnd) => void; readonly fail: (why: Error) => void }
  >();
  child.on('message', ({ step, end }: Answer) => {
    waiting.get(step)?.done(end);
    waiting.delete(step);
  });
  child.on('exit', (code) => {
    for (const { fail } of waiting.values())
      fail(new Error(`The host of the steps ended with ${String(code)}`));
  });
  let steps = 0;
  const start = (told: Omit<Extract<Told, { do: 'start' }>, 'do' | 'step' | 'now'>): Step => {
    const step = (steps += 1);
    const ended = new Promise<StepEnd>((done, fail) => waiting.set(step, { done, fail }));
    tell(child, { ...told, do: 'start', step, now: now() });
    return { ended, kill: (signal) => tell(child, { do: 'kill', step, signal }) };
  };
  return {
    job: (files, env) => {
      const { folder, ...place } = layOut('ami-launch-job-', files);
      const main = (inputs: Readonly<Record<string, string>>) => start({ place, env, inputs });
      return {
        ...place,
        remove: () => rmSync(folder, { recursive: true, force: true }),
        start: main,
        run: (inputs) => main(inputs).ended,
        post: (after) => start({ place, env, inputs: after.inputs, after }).ended,
      };
    },
    stop: () => {
      if (child.connected) child.disconnect();
    },
  };
}

function tell(child: ChildProcess, told: Told): void {
  child.send(told);
}

/** Whether a job's environment is one that steps in one process can have, each its own. */
export function fitsHost(env: Readonly<Record<string, string>>): boolean {
  return Object.keys(env).every((name) => /^GITHUB_(RUN_ID|RUN_ATTEMPT|JOB|ACTION|REF)$/.test(name));
}
