/**
 * act, another runner of workflows, with the jobs as processes of this machine: no Docker. The actions that it would
 * download are folders here: ours is action.yml and dist/, as a tag has them, and logging in to AWS has a stand-in.
 */
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { mustRun, runCommand } from '../command.js';
import { goProgram } from '../go-program.js';
import { venvProgram } from '../venv.js';
import { TOKEN } from './github.js';
import { type ActRun, readLog } from './log.js';

export const ACT = { name: 'act', source: 'github.com/nektos/act', version: 'v0.2.89' };
export const ROLE = 'arn:aws:iam::123456789012:role/launcher';
export const REPOSITORY = 'octo/web';

export interface Event {
  /** What happened, such as `pull_request`. */
  readonly name: string;
  readonly payload?: object;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly runId: string;
  /** Labels of runners that are there beside GitHub's own. */
  readonly labels?: readonly string[];
  /** Cancels the run, as GitHub's button does. */
  readonly cancel?: AbortSignal;
}

export interface Scene {
  run(workflow: string, event: Event): Promise<ActRun>;
  /** Writes a file of the repository. */
  put(file: string, content: string): void;
  remove(): void;
}

export interface SceneOptions {
  /** Where AWS is. */
  readonly aws: string;
  /** Where GitHub's API is. */
  readonly github: string;
  /** Variables of the repository, beside the role and the region. */
  readonly vars?: Readonly<Record<string, string>>;
  /** Secrets of the repository, beside GitHub's own token. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Of the repository, by path; beside them are the workflows to copy. */
  readonly files: Readonly<Record<string, string>>;
}

/** A repository that has copied our workflows. */
export async function makeScene({ files, ...urls }: SceneOptions): Promise<Scene> {
  const folder = mkdtempSync(path.join(tmpdir(), 'ami-launch-act-'));
  const repository = path.join(folder, 'repository');
  cpSync('workflows', path.join(repository, '.github/workflows'), { recursive: true });
  const put = (file: string, content: string) => {
    mkdirSync(path.dirname(path.join(repository, file)), { recursive: true });
    writeFileSync(path.join(repository, file), content);
  };
  for (const [file, content] of Object.entries(files)) put(file, content);
  await commit(repository);
  cpSync('action.yml', path.join(folder, 'ami-launch/action.yml'));
  cpSync('dist', path.join(folder, 'ami-launch/dist'), { recursive: true });
  const flags = [...standIns(folder), ...environment(urls)];
  const programs = path.join(folder, 'bin');
  mkdirSync(programs);
  // Of what GitHub's runners have and this machine may not, or in another version.
  symlinkSync(venvProgram('aws'), path.join(programs, 'aws'));
  const node24 = (await mustRun('.ci/node24', [])).trim();
  return {
    async run(workflow, event) {
      const payload = path.join(folder, 'event.json');
      writeFileSync(payload, JSON.stringify({ inputs: event.inputs ?? {}, ...event.payload }));
      const args = [
        ...[event.name, '--json', '--eventpath', payload, '--env', `GITHUB_RUN_ID=${event.runId}`],
        ...(event.labels ?? []).flatMap((label) => ['--platform', `${label}=-self-hosted`]),
        ...['-C', repository, '-W', path.join('.github/workflows', workflow), ...flags],
      ];
      const PATH = [programs, path.dirname(node24), process.env['PATH'] ?? ''].join(path.delimiter);
      // A home of its own: act keeps its settings, its caches and the jobs' folders there.
      const env = { PATH, HOME: folder, XDG_CACHE_HOME: folder, XDG_CONFIG_HOME: folder };
      const cancel = event.cancel === undefined ? {} : { interrupt: event.cancel };
      return readLog(await runCommand(goProgram(ACT), args, { env, ...cancel }));
    },
    put,
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/** act reads the branch and the commit from a repository's files. */
async function commit(cwd: string): Promise<void> {
  const env = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };
  const who = ['-c', 'user.name=octocat', '-c', 'user.email=octocat@example.com'];
  await mustRun('git', ['init', '--quiet', '--initial-branch=main'], { cwd, env });
  await mustRun('git', ['add', '.'], { cwd, env });
  await mustRun('git', [...who, 'commit', '--quiet', '--message=Begin'], { cwd, env });
}

/** For each action that the workflows use, by the very reference that they use. actions/checkout act does itself. */
function standIns(folder: string): string[] {
  const text = readdirSync('workflows')
    .filter((file) => file.endsWith('.yml'))
    .map((file) => readFileSync(path.join('workflows', file), 'utf8'));
  const used = new Set(text.join('\n').match(/(?<=uses: )\S+@\S+/g));
  const places: Readonly<Record<string, string>> = {
    'org/ami-launch': path.join(folder, 'ami-launch'),
    'aws-actions/configure-aws-credentials': path.resolve('test/peers/act/credentials'),
    'actions/create-github-app-token': path.resolve('test/peers/act/app-token'),
  };
  return [...used].flatMap((reference) => {
    const place = places[reference.split('@')[0] ?? ''];
    return place === undefined ? [] : ['--local-repository', `${reference}=${place}`];
  });
}

function environment({ aws, github, vars, secrets }: Omit<SceneOptions, 'files'>): string[] {
  const env = {
    AWS_ENDPOINT_URL: aws,
    AWS_EC2_METADATA_DISABLED: 'true',
    GITHUB_API_URL: github,
    GITHUB_GRAPHQL_URL: `${github}/graphql`,
    GITHUB_REPOSITORY: REPOSITORY,
  };
  const flag = (name: string, values: object) =>
    Object.entries(values).flatMap(([key, value]) => [name, `${key}=${value}`]);
  return [
    ...['--platform', 'ubuntu-latest=-self-hosted', '--use-new-action-cache', '--no-cache-server'],
    ...flag('--env', env),
    ...flag('--var', { AMI_LAUNCH_ROLE: ROLE, AWS_REGION: 'eu-west-1', ...vars }),
    ...flag('--secret', { GITHUB_TOKEN: TOKEN, ...secrets }),
  ];
}
