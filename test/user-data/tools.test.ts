/**
 * The scripts that run Puppet, Ansible and Chef, beside small programs in their places that only tell how they are called. The
 * real ones are in test/peers/tools.ts.
 */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { KINDS } from '../../src/layers/table.js';
import { fillLayers } from '../../src/user-data/render.js';
import { makeWorkspace, type Workspace } from '../support/workspace.js';
import { HOSTILE } from './values.js';

const SYSTEM = ['sh', 'cat', 'chmod', 'cp', 'env', 'grep', 'locale', 'mkdir', 'rm', 'sed', 'sleep', 'umask'];
const WHERE_PROGRAMS_ARE = ['/usr/bin', '/bin', '/usr/local/bin'];

let workspace: Workspace;
let programs: string;
let machine: string;

beforeEach(() => {
  workspace = makeWorkspace();
  machine = mkdtempSync(join(tmpdir(), 'machine-'));
  programs = join(machine, 'programs');
  mkdirSync(programs);
  for (const name of SYSTEM) {
    const found = WHERE_PROGRAMS_ARE.map((folder) => join(folder, name)).find(existsSync);
    if (found !== undefined) symlinkSync(found, join(programs, name));
  }
});
afterEach(() => {
  workspace.remove();
  rmSync(machine, { recursive: true });
});

/** A program that tells how it was called, and then does this. */
function program(name: string, then = ''): void {
  const text = `#!/bin/sh\nCALLED="${name} $*"\necho "$CALLED" >>"${programs}/calls"\n${then}\n`;
  writeFileSync(join(programs, name), text);
  chmodSync(join(programs, name), 0o755);
}

/** Commands that put a program of that name where it is found. */
function installs(name: string, then = 'exit 0'): string {
  const text = `#!/bin/sh\necho "${name} $*" >>'${programs}/calls'\n${then}\n`;
  return `cat >'${programs}/${name}' <<'PROGRAM'\n${text}PROGRAM\nchmod +x '${programs}/${name}'`;
}

/** Runs the script of one layer, as a runner would, and tells how it ended. */
async function run(line: string, variables: Record<string, string> = {}) {
  const layers = await workspace.load(line);
  const { layers: filled } = await fillLayers({ layers, variables, allowSecrets: false });
  const [layer] = filled;
  const { content, files = [] } = KINDS[layer!.kind].onLinux!(layer!);
  for (const file of files) {
    mkdirSync(dirname(join(machine, file.path)), { recursive: true });
    writeFileSync(join(machine, file.path), file.content);
  }
  const text = Buffer.from(content).toString().replaceAll('/opt/', `${machine}/opt/`);
  writeFileSync(join(machine, 'setup.sh'), text);
  const environment = Object.fromEntries((layer!.environment ?? []).map((one) => [one.variable, one.value]));
  const { status, stdout } = spawnSync('/bin/sh', ['setup.sh'], {
    cwd: machine,
    env: { ...environment, PATH: programs },
  });
  const said = stdout
    .toString()
    .split('\n')
    .filter((one) => one.startsWith('ami-launch: '));
  const calls = existsSync(join(programs, 'calls')) ? readFileSync(join(programs, 'calls'), 'utf8') : '';
  return { code: status, said, calls: calls.replaceAll(machine, '.').split('\n').slice(0, -1) };
}

const PLAY = '- hosts: all\n  tasks: []\n';

describe('puppet', () => {
  beforeEach(() =>
    workspace.put({ 'site.pp': 'include web\n', 'modules/web/manifests/init.pp': 'class web {}\n' }),
  );

  test('applies the manifest with its modules', async () => {
    program('puppet');
    expect(await run('site.pp modules=modules')).toEqual({
      code: 0,
      said: [],
      calls: ['puppet apply --detailed-exitcodes --color=false --modulepath ./modules-1 site.pp'],
    });
  });

  test('applies a control repository as the environment that it is', async () => {
    program('puppet');
    workspace.put({ 'manifests/site.pp': 'include web\n', 'site-modules/a/b': '' });
    expect((await run('puppet:.')).calls).toEqual([
      'puppet apply --detailed-exitcodes --color=false --environmentpath ./environments --environment production --modulepath ./environments/production/site-modules:./environments/production/modules environments/production/manifests/site.pp',
    ]);
    workspace.put({ 'environment.conf': 'modulepath = a\n' });
    expect((await run('puppet:. manifest=manifests')).calls[1]).toMatch(
      /production environments\/production\/manifests$/,
    );
  });

  test.each([
    [0, 0],
    [2, 0],
    [1, 1],
    [4, 4],
    [6, 6],
  ])('that ends with %i is %i to the runner', async (code, wanted) => {
    program('puppet', `exit ${code}`);
    expect(await run('site.pp')).toMatchObject({ code: wanted });
  });

  test('is installed by apt, from the package that there is', async () => {
    program(
      'apt-get',
      `case $* in *openvox-agent*) ${installs('puppet', '[ "$1" != --version ] || echo 8.4.0')}\n;; *install*) exit 100 ;; esac`,
    );
    const { code, said, calls } = await run('site.pp version=8.4');
    expect([code, said]).toEqual([
      0,
      ['ami-launch: installing puppet-agent', 'ami-launch: installing openvox-agent'],
    ]);
    const install = 'apt-get -o DPkg::Lock::Timeout=300 install -qqy --no-install-recommends';
    expect(calls).toEqual([
      'apt-get update -qq',
      `${install} puppet-agent=8.4*`,
      `${install} openvox-agent=8.4*`,
      'puppet --version',
      expect.stringMatching(/^puppet apply /),
    ]);
  });

  test.each(['dnf', 'yum'])('is installed by %s', async (manager) => {
    program(manager, installs('puppet'));
    expect((await run('site.pp')).calls[0]).toBe(`${manager} -qy install puppet-agent`);
  });

  test('that can not be installed is told, with what to do', async () => {
    const { code, said } = await run('site.pp');
    expect([code, said.at(-1)]).toEqual([
      1,
      expect.stringMatching(/^ami-launch: Puppet is not on this machine.*Bake it in/),
    ]);
  });

  test('of another version than wanted is left as it is', async () => {
    program('puppet', 'echo 80.1.0');
    const { code, said, calls } = await run('site.pp version=8');
    expect([code, said, calls]).toEqual([
      1,
      [expect.stringMatching(/^ami-launch: Puppet 80\.1\.0 is on this machine, and version=8 is wanted\./)],
      ['puppet --version'],
    ]);
  });
});

describe('ansible', () => {
  test('runs a playbook on the machine itself, after what it requires', async () => {
    workspace.put({
      'my play/a b.yml': PLAY,
      'my play/requirements.yml': '[]',
      'my play/roles/requirements.yml': '[]',
    });
    program('ansible-galaxy');
    program('ansible-playbook', 'cat ../inventory >>"$0.inventory"; exit 2');
    expect(await run('ansible:my play/a b.yml groups=web,db')).toEqual({
      code: 2,
      said: [],
      calls: [
        'ansible-galaxy install -r requirements.yml',
        'ansible-galaxy role install -r roles/requirements.yml',
        'ansible-playbook -c local -i ../inventory ./a b.yml',
      ],
    });
    const inventory = readFileSync(join(programs, 'ansible-playbook.inventory'), 'utf8');
    expect(inventory).toBe('localhost\n[web]\nlocalhost\n[db]\nlocalhost\n');
  });

  test('is not run when something that it requires can not be had', async () => {
    workspace.put({ 'a/site.yml': PLAY, 'a/requirements.yml': '[]' });
    program('ansible-galaxy', 'exit 5');
    program('ansible-playbook');
    expect(await run('ansible:a')).toMatchObject({
      code: 5,
      calls: ['ansible-galaxy install -r requirements.yml'],
    });
  });

  test('gets variables as they are, in a file that only root can read and that goes', async () => {
    const variables = Object.fromEntries(HOSTILE.map((value, index) => [`v${index}`, value]));
    const names = Object.keys(variables);
    workspace.put({ 'a.yml': `- hosts: all\n  tasks: [debug: {msg: "{{ [${names.join(', ')}] }}"}]\n` });
    symlinkSync('/usr/bin/python3', join(programs, 'python3'));
    symlinkSync('/usr/bin/stat', join(programs, 'stat'));
    program('ansible-playbook', 'cp ../variables.json "$0.json"; stat -c %a ../variables.json >>"$0.mode"');
    const { code, calls } = await run('ansible:a.yml', variables);
    expect([code, calls]).toEqual([
      0,
      ['ansible-playbook -c local -i ../inventory -e @../variables.json ./a.yml'],
    ]);
    const given = readFileSync(join(programs, 'ansible-playbook.json'), 'utf8');
    const unsafe = Object.entries(variables).map(([name, value]) => [name, { __ansible_unsafe: value }]);
    expect(JSON.parse(given)).toEqual(Object.fromEntries(unsafe));
    expect(readFileSync(join(programs, 'ansible-playbook.mode'), 'utf8')).toBe('600\n');
    expect(existsSync(join(machine, 'variables.json'))).toBe(false);
  });

  test('is installed by pip where no package has it, or where a version is wanted', async () => {
    workspace.put({ 'a.yml': PLAY });
    const pip = `#!/bin/sh\necho "pip $*" >>'${programs}/calls'\ncp '${programs}/tool' "\${0%pip}ansible-playbook"`;
    program('tool');
    program('python3', `mkdir -p "$4/bin"\ncat >"$4/bin/pip" <<'PIP'\n${pip}\nPIP\nchmod +x "$4/bin/pip"`);
    program('dnf', 'exit 1');
    expect((await run('ansible:a.yml')).calls).toEqual([
      'dnf -qy install ansible-core',
      'dnf -qy install ansible',
      'python3 -m venv --clear ./opt/ami-launch/ansible',
      'pip install --quiet --disable-pip-version-check ansible-core',
      'tool -c local -i ../inventory ./a.yml',
    ]);
    program('ansible-playbook');
    expect((await run('ansible:a.yml version=2.17')).calls.slice(5)).toEqual([
      'python3 -m venv --clear ./opt/ami-launch/ansible-2.17',
      'pip install --quiet --disable-pip-version-check ansible-core==2.17.*',
      'tool -c local -i ../inventory ./a.yml',
    ]);
    expect((await run('ansible:a.yml version=2.17')).calls.slice(8)).toEqual([
      'tool -c local -i ../inventory ./a.yml',
    ]);
  });

  test('that can not be installed is told, with what to do', async () => {
    workspace.put({ 'a.yml': PLAY });
    const { code, said } = await run('ansible:a.yml');
    expect([code, said.at(-1)]).toEqual([
      1,
      expect.stringMatching(/^ami-launch: Ansible is not on this machine.*Bake it in/),
    ]);
  });
});

describe('chef', () => {
  const line = 'chef:infra run-list=recipe[web],web::tls';
  beforeEach(() => workspace.put({ 'infra/web/recipes/default.rb': '\n', 'infra/web/recipes/tls.rb': '\n' }));

  test.each(['cinc-client', 'chef-client'])(
    'is run by %s in local mode, with its run list in a file',
    async (name) => {
      program(name);
      expect(await run(line)).toEqual({
        code: 0,
        said: [],
        calls: [`${name} --local-mode --no-color --config ./client.rb`],
      });
      const list = readFileSync(join(machine, 'run-list.json'), 'utf8');
      expect(JSON.parse(list)).toEqual({ run_list: ['recipe[web]', 'web::tls'] });
    },
  );

  test.each([
    [1, []],
    [35, [expect.stringMatching(/^ami-launch: Chef wants a reboot \(exit code 35\)/)]],
    [37, [expect.stringMatching(/^ami-launch: Chef wants a reboot \(exit code 37\)/)]],
  ])('that ends with %i has failed', async (code, said) => {
    program('cinc-client', `exit ${code}`);
    expect(await run(line)).toMatchObject({ code, said });
  });

  test('is installed as Cinc, by its own installer', async () => {
    program('curl', 'exit 6');
    program(
      'wget',
      `cat >"$2" <<'INSTALLER'\n[ "$*" = '-P cinc -v 18' ] || exit 1\n${installs('cinc-client', '[ "$1" != --version ] || echo "Cinc Client: 18.2.7"')}\nINSTALLER`,
    );
    expect(await run(`${line} version=18`)).toEqual({
      code: 0,
      said: ['ami-launch: installing Cinc'],
      calls: [
        'curl -fsSL --retry 5 -o install-cinc.sh https://omnitruck.cinc.sh/install.sh',
        'wget -qO install-cinc.sh https://omnitruck.cinc.sh/install.sh',
        'cinc-client --version',
        'cinc-client --local-mode --no-color --config ./client.rb',
      ],
    });
  });

  test('that can not be installed is told, with what to do', async () => {
    const { code, said } = await run(line);
    expect([code, said.at(-1)]).toEqual([
      1,
      expect.stringMatching(/^ami-launch: Neither Cinc nor Chef.*Bake it in/),
    ]);
  });
});
