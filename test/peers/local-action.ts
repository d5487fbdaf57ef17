/**
 * GitHub's own local-action reads action.yml and runs main and post in its stand-in for the runner.
 *
 * It calls a function `run` of each entry point, with @actions/core replaced in node_modules. A bundle has neither:
 * dist/main.js does its work as soon as it is imported, with its own copy of @actions/core, and ends the process
 * before post's turn. So main and post run from the sources here, and of the bundle only main.
 */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEndpoint, type Endpoint } from '../../src/endpoint/server.js';
import type { Checks } from './check.js';
import { mustRun } from './command.js';
import { ACCOUNT_ENV } from './sides.js';
import { VENV } from './venv.js';

const PACKAGE = '@github/local-action@7.0.1';
const FOLDER = path.join(VENV, 'local-action');
const PROGRAM = path.join(FOLDER, 'node_modules/.bin/local-action');

const SOURCES = ['test/peers/local-action/main.ts', '--post', 'test/peers/local-action/post.ts'];
const BUNDLE = ['dist/main.js', '--post', 'dist/post.js'];

export async function localAction({ check, say }: Checks): Promise<void> {
  say("\nGitHub's local-action");
  if (!(await check(`${PACKAGE} is installed`, install))) return;
  await check('main launches and post ends what it launched, from the sources', mainAndPost);
  await check('the main step of the bundle launches', bundleMain);
}

async function install(): Promise<void> {
  if (existsSync(PROGRAM)) return;
  await mustRun('npm', ['install', '--no-fund', '--no-audit', '--prefix', FOLDER, PACKAGE]);
}

async function mainAndPost(): Promise<void> {
  await onEndpoint(SOURCES, { TERMINATE: 'always' }, ({ log, summary, calls, states }) => {
    // A table of its own with every output, long values on one line.
    assert.match(log, /'ready' *│ 'true'/);
    assert.match(log, /'instance-id' *│ 'i-[0-9a-f]{17}'/);
    assert.match(log, /Ended i-[0-9a-f]{17}\./);
    assert.match(summary, /i-[0-9a-f]{17}/);
    assert.deepEqual(
      calls.filter((call) => /^(Run|Terminate)/.test(call)),
      ['RunInstances', 'TerminateInstances'],
    );
    assert.ok(states.every((state) => state === 'terminated' || state === 'shutting-down'));
  });
}

async function bundleMain(): Promise<void> {
  await onEndpoint(BUNDLE, {}, ({ log, calls, states }) => {
    assert.match(log, /i-[0-9a-f]{17}/);
    assert.equal(calls.filter((call) => call === 'RunInstances').length, 1);
    assert.deepEqual(states, ['running']);
  });
}

interface Seen {
  readonly log: string;
  readonly summary: string;
  readonly calls: readonly string[];
  readonly states: readonly string[];
}

async function onEndpoint(
  entries: readonly string[],
  inputs: Readonly<Record<string, string>>,
  expect: (seen: Seen) => void,
): Promise<void> {
  const endpoint = await startEndpoint({ speed: 20 });
  const folder = mkdtempSync(path.join(tmpdir(), 'ami-launch-local-action-'));
  try {
    const summary = path.join(folder, 'summary.md');
    writeFileSync(summary, '');
    writeFileSync(path.join(folder, 'env'), environment(endpoint, folder, inputs));
    const log = await mustRun(PROGRAM, [
      'run',
      '.',
      entries[0] ?? '',
      path.join(folder, 'env'),
      ...entries.slice(1),
    ]);
    expect({
      log,
      summary: readFileSync(summary, 'utf8'),
      calls: endpoint.control.record().map(({ action }) => action),
      states: Object.values(endpoint.control.world().regions).flatMap(({ instances }) =>
        instances.map(({ state }) => state),
      ),
    });
  } finally {
    rmSync(folder, { recursive: true });
    await endpoint.close();
  }
}

function environment({ url }: Endpoint, folder: string, inputs: Readonly<Record<string, string>>): string {
  const all = {
    ...ACCOUNT_ENV,
    AWS_REGION: 'eu-west-1',
    AWS_ENDPOINT_URL: url,
    GITHUB_REPOSITORY: 'octo/web',
    GITHUB_RUN_ID: '4711',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_WORKSPACE: folder,
    GITHUB_STEP_SUMMARY: path.join(folder, 'summary.md'),
    RUNNER_TEMP: folder,
    'INPUT_BASE-IMAGE': 'al2023',
    'INPUT_READY-WHEN': 'running',
    ...Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name}`, value])),
  };
  return Object.entries(all)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}
