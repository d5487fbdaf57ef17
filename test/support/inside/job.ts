/**
 * Runs the bundle in dist/ within this process: the same code over the same HTTP, in a twentieth of the time of a process of
 * its own. It has everything that a process has but signals and a start; for those there is `../runner.ts`.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import path from 'node:path';
import type * as Bundle from '../../../src/index.js';
import type { Clock } from '../../../src/context.js';
import type { World } from '../../../src/world.js';
import { makeLog } from '../../../src/report/log.js';
import { inputEnv, type Job, type JobOptions, layOut, type Step, type StepEnd } from '../runner.js';
import { freezable, type Life } from './life.js';

const bundle = (await import(path.resolve('dist/index.js'))) as typeof Bundle;

export interface InsideOptions extends Omit<JobOptions, 'url' | 'speed' | 'now'> {
  readonly clock: Clock;
  /** Told when a step sends its `n`-th request. */
  readonly onRequest?: (n: number) => void;
  /** 32 hex digits, where a run must do the same each time; chance without it. */
  readonly nonce?: () => string;
}

/**
 * What the SDK reads from the environment of a process, which all runs inside have in common: the endpoint that they ask, and
 * as whom.
 */
export function shareEnvironment(url: string): void {
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'not-a-secret',
    AWS_REGION: 'eu-west-1',
    AWS_EC2_METADATA_DISABLED: 'true',
  });
}

/** A job on a fresh runner, as `startJob` has it. */
export function startInside(options: InsideOptions): Job {
  const { folder, ...place } = layOut('ami-launch-inside-', options.files);
  const steps = jobIn(place, options);
  return {
    ...place,
    remove: () => rmSync(folder, { recursive: true, force: true }),
    start: (inputs) => steps.start(inputs),
    run: (inputs) => steps.start(inputs).ended,
    post: (main) => steps.startPost(main).ended,
  };
}

/** The steps of a job whose folders are there. */
export function jobIn(
  place: { readonly workspace: string; readonly temp: string },
  options: InsideOptions,
): { start: Job['start']; startPost(main: StepEnd): Step } {
  return {
    start: (inputs) => startStep('main', { ...options, ...place, inputs: inputEnv(inputs), state: {} }),
    startPost: ({ inputs, state }) => startStep('post', { ...options, ...place, inputs, state }),
  };
}

interface StepOptions extends InsideOptions {
  readonly workspace: string;
  readonly temp: string;
  /** As INPUT_*. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly state: Readonly<Record<string, string>>;
}

/** What a step has left behind so far. */
interface Left {
  log: string;
  code: number;
  killedBy: NodeJS.Signals | null;
  readonly outputs: Record<string, string>;
  readonly state: Record<string, string>;
  summary: string;
}

const LIVES = new AsyncLocalStorage<Life>();

function startStep(entry: 'main' | 'post', options: StepOptions): Step {
  const left: Left = { log: '', code: 0, killedBy: null, outputs: {}, state: {}, summary: '' };
  const cancelling = new AbortController();
  const life = freezable(LIVES, (n) => options.onRequest?.(n));
  const world = worldOf(options, left, cancelling.signal);
  const started = performance.now();
  const ended = new Promise<void>((resolve) => {
    life.onEnd(resolve);
    void LIVES.run(life, () => bundle[entry](world)).then(
      () => resolve(),
      (thrown: unknown) => {
        left.log += String(thrown instanceof Error ? thrown.stack : thrown);
        left.code = 70;
        resolve();
      },
    );
  });
  return {
    ended: ended.then((): StepEnd => ({
      ...left,
      code: left.killedBy === null ? left.code : null,
      inputs: options.inputs,
      ms: performance.now() - started,
    })),
    kill(signal) {
      if (signal === 'SIGKILL') {
        left.killedBy = signal;
        life.end();
      } else cancelling.abort(new bundle.Cancelled(signal));
    },
  };
}

function worldOf({ env = {}, ...options }: StepOptions, left: Left, cancelled: AbortSignal): World {
  const tell = (line: string) => {
    left.log += `${line}\n`;
    options.onLog?.(`${line}\n`);
  };
  return {
    env: { ...env, ...options.inputs },
    clock: options.clock,
    log: makeLog({
      info: tell,
      debug: (sentence) => tell(command('debug', sentence)),
      warning: (sentence, place) => tell(command('warning', sentence, place)),
      error: (sentence, place) => tell(command('error', sentence, place)),
      group(title, inside) {
        tell(command('group', title));
        return inside().finally(() => tell('::endgroup::'));
      },
    }),
    runner: {
      setOutput: (name, value) => void (left.outputs[name] = value),
      saveState: (name, value) => void (left.state[name] = value),
      readState: (name) => options.state[name],
      writeSummary: (markdown) => Promise.resolve(void (left.summary += markdown)),
      setFailed: () => void (left.code = 1),
    },
    run: {
      repository: 'octo/web',
      runId: env['GITHUB_RUN_ID'] ?? '4711',
      attempt: env['GITHUB_RUN_ATTEMPT'] ?? '1',
      workflow: 'local',
      job: env['GITHUB_JOB'] ?? 'local',
      action: env['GITHUB_ACTION'] ?? 'ami-launch',
      sha: '',
      ref: env['GITHUB_REF'] ?? '',
      serverUrl: 'https://github.com',
      workspace: options.workspace,
      tempDir: options.temp,
    },
    nonce: options.nonce ?? (() => randomBytes(16).toString('hex')),
    cancelled,
    exit: () => undefined,
  };
}

/** As `@actions/core` writes them. */
function command(
  name: string,
  sentence: string,
  { file, startLine }: { readonly file?: string; readonly startLine?: number } = {},
): string {
  const at = file === undefined ? [] : [`file=${file.replace(/[%\r\n:,]/g, encodeURIComponent)}`];
  if (startLine !== undefined) at.push(`line=${startLine}`);
  const data = sentence.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
  return `::${name}${at.length === 0 ? '' : ` ${at.join(',')}`}::${data}`;
}
