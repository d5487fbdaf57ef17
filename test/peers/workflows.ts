/**
 * What the linters of workflows say of ours, and of those for users to copy: actionlint, with shellcheck for the
 * scripts in them, and zizmor at its strictest.
 */
import assert from 'node:assert/strict';
import {
  appendFileSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import type { Checks } from './check.js';
import { type CommandEnd, mustRun, runCommand } from './command.js';
import { goProgram, makeGoProgram } from './go-program.js';
import { venvProgram } from './venv.js';

const ACTIONLINT = {
  name: 'actionlint',
  source: 'github.com/rhysd/actionlint/cmd/actionlint',
  version: 'v1.7.12',
};
const FILES = ['.github/workflows', 'workflows'].flatMap((folder) =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.yml'))
    .map((file) => path.join(folder, file)),
);
/** Both kinds of flaw that a linter must see, or it looks at nothing: an unquoted word and an injected title. */
const FLAWED = `
on: issues
jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
      - run: echo $HOME
      - run: echo "\${{ github.event.issue.title }}"
`;

export async function workflows({ check, say }: Checks): Promise<void> {
  say('\nThe workflows');
  await check('say in each job what it may and how long, and ask for a token only to log in', jobsAreBounded);
  if (await check(`actionlint ${ACTIONLINT.version} is built`, () => makeGoProgram(ACTIONLINT))) {
    await check('actionlint finds nothing in them', () => findsNothing(actionlint, FILES));
    await check('and finds a flaw of a shell script, by shellcheck', () => finds(actionlint, /SC2086/));
  }
  await check('zizmor finds nothing in them', () => findsNothing(zizmor, [...FILES, 'action.yml']));
  await check('and finds an injection', () => finds(zizmor, /template-injection/));
  await check('release.yml goes on where dist/ is the bundle of this src/', () => comparesDist('', 0));
  await check('and stops where src/ says something else', () =>
    comparesDist("\nglobalThis.console.log('not reviewed');\n", 1),
  );
}

/** The script by which release.yml compares, in a copy of this repository whose src/ has this at its end. */
async function comparesDist(more: string, expected: number): Promise<void> {
  // Beside the packages, which are linked: where they lie is in the bundle.
  const copy = path.resolve('.build-release');
  mkdirSync(copy);
  try {
    for (const name of ['.ci', 'src', 'dist', 'package.json', 'tsconfig.json'])
      cpSync(name, path.join(copy, name), { recursive: true });
    await mustRun('cp', ['--archive', '--link', 'node_modules', copy]);
    appendFileSync(path.join(copy, 'src/index.ts'), more);
    const { code, stdout, stderr } = await runCommand('.ci/fresh-dist', [], { cwd: copy });
    assert.equal(code, expected, stdout + stderr);
    if (expected !== 0) assert.match(stdout, /index\.js differ/);
  } finally {
    rmSync(copy, { recursive: true });
  }
}

type Linter = (files: readonly string[]) => Promise<CommandEnd>;

/** In a repository that has copied them, as it looks for the workflows that they call. */
const actionlint: Linter = async (files) => {
  const repository = mkdtempSync(path.join(tmpdir(), 'ami-launch-actionlint-'));
  try {
    const folder = path.join(repository, '.github/workflows');
    mkdirSync(path.join(repository, '.git'));
    mkdirSync(folder, { recursive: true });
    const copies = files.map((file) => path.join(folder, path.basename(file)));
    for (const [index, copy] of copies.entries()) copyFileSync(files[index] ?? '', copy);
    return await runCommand(goProgram(ACTIONLINT), ['-no-color', ...copies], { cwd: repository });
  } finally {
    rmSync(repository, { recursive: true });
  }
};

const zizmor: Linter = (files) =>
  runCommand(venvProgram('zizmor'), [
    ...['--offline', '--no-progress', '--persona', 'auditor', '--config', '.github/zizmor.yml'],
    ...files,
  ]);

async function findsNothing(linter: Linter, files: readonly string[]): Promise<void> {
  const { code, stdout, stderr } = await linter(files);
  assert.equal(code, 0, stdout + stderr);
}

async function finds(linter: Linter, what: RegExp): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'ami-launch-workflows-'));
  try {
    const file = path.join(folder, 'flawed.yml');
    writeFileSync(file, FLAWED);
    const { code, stdout } = await linter([file]);
    assert.notEqual(code, 0);
    assert.match(stdout, what);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface Workflow {
  readonly permissions?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

interface Job {
  readonly 'timeout-minutes'?: number;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps?: readonly { readonly uses?: string }[];
  /** Another workflow, whose jobs have timeouts of their own, and no more permissions than this one. */
  readonly uses?: string;
}

function jobsAreBounded(): void {
  for (const file of FILES.filter((each) => each.startsWith('workflows'))) {
    const { permissions, jobs } = parse(readFileSync(file, 'utf8')) as Workflow;
    assert.deepEqual(permissions, {}, `${file}: permissions for all jobs`);
    for (const [name, { steps = [], uses: called, ...job }] of Object.entries(jobs)) {
      if (called !== undefined) continue;
      assert.ok((job['timeout-minutes'] ?? 0) > 0, `${file}: ${name} has no timeout`);
      const logsIn = steps.some(({ uses }) => uses?.startsWith('aws-actions/configure-aws-credentials@'));
      assert.equal(job.permissions?.['id-token'] === 'write', logsIn, `${file}: ${name} and its id-token`);
    }
  }
}
