/**
 * Runs the bundle in dist/ as GitHub's runner does: as a process, with the inputs as INPUT_*, unset ones as
 * empty strings, and files for outputs, state and the summary. The post step is a new process that knows only
 * what the main step saved.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { INPUTS } from '../../src/inputs/table.js';

/** npm runs its scripts in the repository's root. */
const ROOT = process.cwd();
const FAST_CLOCK = path.join(ROOT, 'test/support/fast-clock.cjs');
/** Another node than the one that runs the tests, such as the node 24 of GitHub's runners. */
export const NODE = process.env['AMI_LAUNCH_TEST_NODE'] ?? process.execPath;

export interface JobOptions {
  readonly url: string;
  /** As many seconds pass for the process in one. */
  readonly speed?: number;
  /** What time it is for a process that starts now, in ms since 1970. */
  readonly now?: () => number;
  readonly env?: Readonly<Record<string, string>>;
  /** Files of the repository, by path. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** Told of the log as it is written. */
  readonly onLog?: (text: string) => void;
}

export interface StepEnd {
  readonly code: number | null;
  readonly killedBy: NodeJS.Signals | null;
  readonly log: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly state: Readonly<Record<string, string>>;
  readonly summary: string;
  /** The inputs as the runner handed them over, which it does for the post step again. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Real milliseconds from spawn to end. */
  readonly ms: number;
}

export interface Step {
  readonly ended: Promise<StepEnd>;
  kill(signal: NodeJS.Signals): void;
}

export interface Job {
  readonly workspace: string;
  readonly temp: string;
  /** Removes its folders. */
  remove(): void;
  start(inputs: Readonly<Record<string, string>>): Step;
  run(inputs: Readonly<Record<string, string>>): Promise<StepEnd>;
  /** The post step that belongs to a main step. */
  post(main: StepEnd): Promise<StepEnd>;
}

/** A job on a fresh runner: its own workspace and temp folder. */
export function startJob(options: JobOptions): Job {
  const { folder, workspace, temp } = layOut('ami-launch-job-', options.files);
  let steps = 0;
  const start = (entry: string, env: Record<string, string>) => {
    const files = path.join(folder, `step-${(steps += 1)}`);
    mkdirSync(files);
    return startStep(entry, files, { ...baseEnv(options, { workspace, temp }), ...env }, options.onLog);
  };
  const main = (inputs: Readonly<Record<string, string>>) => start('main.js', inputEnv(inputs));
  return {
    workspace,
    temp,
    remove: () => rmSync(folder, { recursive: true, force: true }),
    start: main,
    run: (inputs) => main(inputs).ended,
    post: ({ state, inputs }) =>
      start('post.js', {
        ...inputs,
        ...Object.fromEntries(Object.entries(state).map(([name, value]) => [`STATE_${name}`, value])),
      }).ended,
  };
}

/** The folders of a fresh runner, with the files of the repository in its workspace. */
export function layOut(
  prefix: string,
  files: Readonly<Record<string, string | Uint8Array>> = {},
): { folder: string; workspace: string; temp: string } {
  const folder = mkdtempSync(path.join(tmpdir(), prefix));
  const [workspace, temp] = [path.join(folder, 'workspace'), path.join(folder, 'temp')];
  for (const made of [workspace, temp]) mkdirSync(made);
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(workspace, file)), { recursive: true });
    writeFileSync(path.join(workspace, file), content);
  }
  return { folder, workspace, temp };
}

/** What every step has in its environment. */
export function baseEnv(
  options: JobOptions,
  { workspace, temp }: { workspace: string; temp: string },
): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: temp,
    AWS_ENDPOINT_URL: options.url,
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'not-a-secret',
    AWS_REGION: 'eu-west-1',
    AWS_EC2_METADATA_DISABLED: 'true',
    GITHUB_REPOSITORY: 'octo/web',
    GITHUB_RUN_ID: '4711',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_WORKSPACE: workspace,
    RUNNER_TEMP: temp,
    NODE_OPTIONS: `--no-warnings --require ${FAST_CLOCK}`,
    AMI_LAUNCH_TEST_SPEED: String(options.speed ?? 1),
    AMI_LAUNCH_TEST_NOW: String(options.now?.() ?? ''),
    ...options.env,
  };
}

/** The runner hands every declared input over, unset ones with their default or as an empty string. */
export function inputEnv(inputs: Readonly<Record<string, string>>): Record<string, string> {
  const rows = Object.entries(INPUTS) as [string, { default?: string }][];
  const all = { ...Object.fromEntries(rows.map(([name, row]) => [name, row.default ?? ''])), ...inputs };
  return Object.fromEntries(
    Object.entries(all).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
  );
}

function startStep(
  entry: string,
  folder: string,
  env: Record<string, string>,
  onLog?: (text: string) => void,
): Step {
  const file = (name: string) => path.join(folder, name);
  for (const name of ['output', 'state', 'summary']) writeFileSync(file(name), '');
  const started = performance.now();
  const child = spawn(NODE, [path.join(ROOT, 'dist', entry)], {
    env: {
      GITHUB_OUTPUT: file('output'),
      GITHUB_STATE: file('state'),
      GITHUB_STEP_SUMMARY: file('summary'),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      log += chunk.toString();
      onLog?.(chunk.toString());
    });
  }
  const ended = new Promise<StepEnd>((resolve) => {
    child.on('close', (code, killedBy) =>
      resolve({
        code,
        killedBy,
        log,
        outputs: fileCommands(file('output')),
        state: fileCommands(file('state')),
        summary: readFileSync(file('summary'), 'utf8'),
        inputs: Object.fromEntries(Object.entries(env).filter(([name]) => name.startsWith('INPUT_'))),
        ms: performance.now() - started,
      }),
    );
  });
  return { ended, kill: (signal) => void child.kill(signal) };
}

/** `name<<delimiter`, lines, `delimiter`: as `@actions/core` writes them and the runner reads them. */
function fileCommands(file: string): Record<string, string> {
  const found: Record<string, string> = {};
  const text = readFileSync(file, 'utf8');
  for (const [, name, , value] of text.matchAll(/^(.+?)<<(ghadelimiter_\S+)\n([\s\S]*?)\n\2$/gm)) {
    if (name !== undefined) found[name] = value ?? '';
  }
  return found;
}
