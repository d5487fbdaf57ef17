/**
 * The real world: the process, its environment, the clock, chance and GitHub's runner. Nothing else touches
 * them, so that everything else can be run by a test.
 */
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { setTimeout as timer } from 'node:timers/promises';
import * as core from '@actions/core';
import type { Clock, Log, RunInfo, Runner } from './context.js';
import { Cancelled, Failure, reason } from './failure.js';
import { makeLog } from './report/log.js';

export interface World {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly log: Log;
  readonly runner: Runner;
  readonly run: RunInfo;
  /** 32 hex digits that nobody can guess. */
  nonce(): string;
  /** Aborted by the first SIGINT or SIGTERM. GitHub kills the process ten seconds after the first of them. */
  readonly cancelled: AbortSignal;
  /** Ends the process even if something still keeps it busy. */
  exit(): void;
}

export function realWorld(): World {
  return {
    env: process.env,
    clock,
    log: makeLog(core),
    runner,
    run: runInfo(process.env),
    nonce: () => randomBytes(16).toString('hex'),
    cancelled: cancelSignal(),
    // Only once all that was written to the log has been handed over.
    exit: () => void process.stdout.write('', () => process.exit()),
  };
}

const clock: Clock = {
  now: () => Date.now(),
  sleep: async (ms, signal) => {
    try {
      await timer(ms, undefined, signal && { signal });
    } catch (thrown) {
      signal?.throwIfAborted();
      throw thrown;
    }
  },
};

const runner: Runner = {
  setOutput: (name, value) => toRunner('an output', () => core.setOutput(name, value)),
  saveState: (name, value) => toRunner('what the post step needs', () => core.saveState(name, value)),
  readState: (name) => core.getState(name) || undefined,
  writeSummary: async (markdown) => {
    // Outside GitHub there is no file to write a summary to.
    if (process.env['GITHUB_STEP_SUMMARY']) await core.summary.addRaw(markdown, true).write();
  },
  setFailed: () => {
    process.exitCode = 1;
  },
};

/** What the runner is told in files of its own: where these can't be written nothing may go on, and nothing is left. */
function toRunner(what: string, tell: () => void): void {
  try {
    tell();
  } catch (thrown) {
    throw new Failure('runner-unwritable', `The runner could not be told ${what}: ${reason(thrown)}.`, {
      advice:
        "The files of GITHUB_OUTPUT and GITHUB_STATE have to be there and writable; is the runner's disk full?",
      cause: thrown,
    });
  }
}

function runInfo(env: Readonly<Record<string, string | undefined>>): RunInfo {
  const tempDir = env['RUNNER_TEMP'] || tmpdir();
  return {
    repository: env['GITHUB_REPOSITORY'] || 'local/local',
    runId: env['GITHUB_RUN_ID'] || '0',
    attempt: env['GITHUB_RUN_ATTEMPT'] || '1',
    workflow: env['GITHUB_WORKFLOW'] || 'local',
    job: env['GITHUB_JOB'] || 'local',
    action: env['GITHUB_ACTION'] || 'ami-launch',
    sha: env['GITHUB_SHA'] || '',
    ref: env['GITHUB_REF'] || '',
    serverUrl: env['GITHUB_SERVER_URL'] || 'https://github.com',
    workspace: env['GITHUB_WORKSPACE'] || process.cwd(),
    tempDir,
  };
}

function cancelSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    // Stays installed: without a listener the second signal would kill us in the middle of cleaning up.
    process.on(name, () => controller.abort(new Cancelled(name)));
  }
  return controller.signal;
}
