/** What comes into the bundle, and what goes out as a release. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';

interface Locked {
  readonly version?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly link?: boolean;
  readonly license?: string;
  readonly dev?: boolean;
}

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
  lockfileVersion: number;
  packages: Record<string, Locked>;
};
const packages = Object.entries(lock.packages).filter(([where]) => where !== '');
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Record<string, Record<string, string>>;

describe('the lock file', () => {
  test('says of every package what bytes it is', () => {
    expect(packages.length).toBeGreaterThan(100);
    const without = packages.filter(
      ([, { integrity }]) => !/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity ?? ''),
    );
    expect(without.map(([where]) => where)).toEqual([]);
  });

  test('takes none from git, from an address or from a folder, nor does package.json', () => {
    const elsewhere = packages.filter(([, { resolved, link }]) => resolved !== undefined || link === true);
    expect(elsewhere.map(([where]) => where)).toEqual([]);
    const wanted = ['dependencies', 'devDependencies', 'overrides'].flatMap((kind) =>
      Object.entries(manifest[kind] ?? {}),
    );
    expect(wanted.filter(([, version]) => !/^\^?\d+(\.\d+){1,2}$/.test(version))).toEqual([]);
  });

  test('has under what is bundled only licences that ask for no more than to be named', () => {
    const free = [
      'MIT',
      'MIT-0',
      'ISC',
      '0BSD',
      'Apache-2.0',
      'BSD-2-Clause',
      'BSD-3-Clause',
      'BlueOak-1.0.0',
    ];
    const bundled = packages.filter(([, { dev }]) => dev !== true);
    expect(bundled.filter(([, { license = '' }]) => !free.includes(license)).map(([where]) => where)).toEqual(
      [],
    );
  });
});

test('every package that is in the bundle has its licence in dist/licenses.txt', () => {
  const named = readFileSync('dist/licenses.txt', 'utf8');
  for (const name of Object.keys(manifest['dependencies'] ?? {}).filter(
    (one) => !one.startsWith('@smithy/types'),
  ))
    expect(named).toContain(`${name} (`);
});

interface Workflow {
  readonly on: unknown;
  readonly permissions: unknown;
  readonly jobs: Record<string, Job>;
}
interface Job {
  readonly permissions?: Record<string, string>;
  readonly needs?: string | string[];
  readonly environment?: string;
  readonly steps?: readonly { uses?: string; run?: string; with?: Record<string, unknown> }[];
}

const workflows = ['.github/workflows', 'workflows'].flatMap((folder) =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.yml'))
    .map((file): [string, Workflow] => [
      path.join(folder, file),
      parse(readFileSync(path.join(folder, file), 'utf8')) as Workflow,
    ]),
);

describe.each(workflows)('%s', (_file, { on, jobs }) => {
  const steps = Object.values(jobs).flatMap((job) => job.steps ?? []);

  test('runs nothing that strangers send beside rights of ours', () => {
    const events = typeof on === 'string' ? [on] : Object.keys(on as object);
    expect(
      events.filter((event) => ['pull_request_target', 'workflow_run', 'issue_comment'].includes(event)),
    ).toEqual([]);
  });

  test('takes what others publish by commit, leaves no credentials in the checkout, and keeps no cache', () => {
    for (const { uses = '', with: given } of steps) {
      if (uses === '' || uses.startsWith('./') || uses.startsWith('org/ami-launch@')) continue;
      expect(uses).toMatch(/@[0-9a-f]{40}$/);
      expect(uses).not.toMatch(/^actions\/cache/);
      if (uses.startsWith('actions/checkout@')) expect(given).toMatchObject({ 'persist-credentials': false });
    }
  });

  test('puts no expression into a script', () => {
    expect(steps.filter(({ run = '' }) => run.includes('${{'))).toEqual([]);
  });
});

describe('the release', () => {
  const [, { jobs }] = workflows.find(([file]) => file.endsWith('release.yml'))!;
  const before = (name: string): string[] =>
    [jobs[name]?.needs ?? []].flat().flatMap((one) => [one, ...before(one)]);

  test('is published and attested only after the bundle was compared and all checks passed', () => {
    for (const name of ['attest', 'publish'])
      expect(before(name)).toEqual(expect.arrayContaining(['dist', 'checks']));
    expect(jobs['dist']?.steps?.map(({ run }) => run)).toContain('.ci/fresh-dist');
    expect(jobs['checks']?.steps?.map(({ run }) => run)).toContain('.ci/run');
    expect(jobs['publish']?.environment).toBe('release');
  });

  test('moves the tag of the major version in a job of its own, which can be run again when all is published', () => {
    const scripts = (name: string) => jobs[name]?.steps?.map(({ run = '' }) => run).join('\n') ?? '';
    expect(scripts('move')).toContain('git/refs/tags/$major');
    expect(jobs['move']?.needs).toBe('publish');
    expect(scripts('publish')).not.toContain('git/refs');
  });

  test('gives no right to write where code of the repository, or of its dependencies, runs', () => {
    for (const { permissions = {}, steps = [] } of Object.values(jobs)) {
      const runsOurs = steps.some(({ uses = '' }) => uses.startsWith('actions/checkout@'));
      expect(Object.values(permissions).includes('write')).toBe(!runsOurs);
    }
  });
});

interface Said {
  readonly version?: string;
  readonly locked?: string;
  readonly changelog?: string;
}

describe('what is tagged', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'ami-launch-release-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  /** What `.ci/release.mjs` says in a repository of this version, with this changelog. */
  function released(tag: string, given: Said) {
    const { version = '1.2.3', changelog = '## 1.2.3\n\n- New.\n' } = given;
    const { locked = version } = given;
    writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ version }));
    writeFileSync(
      path.join(folder, 'package-lock.json'),
      JSON.stringify({ version: locked, packages: { '': { version: locked } } }),
    );
    writeFileSync(path.join(folder, 'CHANGELOG.md'), `# Changelog\n\n## Unreleased\n\n${changelog}`);
    const { status, stdout, stderr } = spawnSync('node', [path.resolve('.ci/release.mjs'), tag], {
      cwd: folder,
      encoding: 'utf8',
    });
    return { status, stdout, stderr };
  }

  test('is released where package.json, the lock and the changelog say the same', () => {
    const changelog = '## 1.2.3 (2026-12-01)\n\n- New.\n\n## 1.2.2\n\n- Old.\n';
    expect(released('v1.2.3', { changelog })).toEqual({ status: 0, stdout: '- New.\n', stderr: '' });
  });

  test.each<[string, Said, string]>([
    ['v1.2.4', {}, 'package.json says 1.2.3, and the tag v1.2.4'],
    ['v1.2.3', { locked: '1.2.2' }, 'package-lock.json says 1.2.2'],
    ['v1.2.3', { changelog: '## 1.2.30\n\n- Another.\n' }, 'CHANGELOG.md has no section "## 1.2.3"'],
    ['v1.2.3', { changelog: '## 1.2.3\n\n## 1.2.2\n\n- Old.\n' }, 'or an empty one'],
    ['1.2.3', {}, 'is no release'],
    ['v1.2.3-rc.1', {}, 'is no release'],
  ])('as %s with %j is not', (tag, given, said) => {
    const { status, stderr } = released(tag, given);
    expect([status, stderr]).toEqual([1, expect.stringContaining(said)]);
  });
});
