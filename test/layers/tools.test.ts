import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { fileName } from '../../src/layers/layer.js';
import { fillLayers } from '../../src/user-data/render.js';
import { makeWorkspace, type Workspace } from '../support/workspace.js';

let workspace: Workspace;
beforeEach(() => {
  workspace = makeWorkspace();
});
afterEach(() => workspace.remove());

/** What travels of a layer: where it lies on the machine, and in the workspace. */
async function travels(line: string): Promise<string[]> {
  const [layer] = await workspace.load(line);
  return layer!.files!.map((file) => `${file.path} < ${fileName(layer!, file)}`);
}

async function messages(line: string): Promise<string[]> {
  return (await workspace.problemsOf(line)).map(({ line: at, message }) => `${at ?? '-'} ${message}`);
}

const PLAY = '- hosts: all\n  tasks: []\n';

describe('puppet', () => {
  test('is told by .pp, and a manifest takes its folders of modules along', async () => {
    workspace.put({
      'deploy/site.pp': 'include web\n',
      'modules/web/manifests/init.pp': 'class web {}\n',
      'more/db/manifests/init.pp': 'class db {}\n',
      'other.txt': '',
    });
    expect((await workspace.load('deploy/site.pp'))[0]).toMatchObject({ kind: 'puppet', files: [] });
    expect(await travels('puppet:deploy/site.pp modules=modules,./more/')).toEqual([
      'modules-1/web/manifests/init.pp < modules/web/manifests/init.pp',
      'modules-2/db/manifests/init.pp < more/db/manifests/init.pp',
    ]);
  });

  test('is a control repository where it is a folder', async () => {
    workspace.put({
      'control/manifests/site.pp': 'include web\n',
      'control/hiera.yaml': 'version: 5\n',
      'control/.git/HEAD': 'x',
    });
    expect(await travels('puppet:control/')).toEqual([
      'environments/production/hiera.yaml < control/hiera.yaml',
      'environments/production/manifests/site.pp < control/manifests/site.pp',
    ]);
  });

  test.each([
    ['site.pp', { 'site.pp': '' }, '- The file is empty.'],
    ['site.pp', { 'site.pp': '# later\n' }, '- The manifest declares nothing.'],
    ['site.pp', { 'site.pp': '\uFEFFinclude a\n' }, /^1 .*byte order mark, which Puppet refuses/],
    [
      'site.pp',
      { 'site.pp': "include a\n$x = $facts['Ver']\n" },
      /^2 No fact is called "Ver".*\$facts\['ver'\]/,
    ],
    [
      'site.pp modules=gone',
      { 'site.pp': 'include a\n' },
      /^- .*option "modules".*"gone", is not in the workspace/,
    ],
    ['site.pp modules=site.pp', { 'site.pp': 'include a\n' }, /"site.pp", is not a folder\./],
    ['site.pp modules=../m', { 'site.pp': 'include a\n' }, /outside the workspace/],
    ['site.pp manifest=a', { 'site.pp': 'include a\n' }, /option "manifest" is for a control repository/],
    ['site.pp version=new', { 'site.pp': 'include a\n' }, /"version" is "new"; expected a version/],
    ['puppet:repo', { 'repo/a.pp': 'include a\n' }, /no "manifests\/site\.pp" in this folder.*manifest=FILE/],
    ['puppet:repo modules=x', { 'repo/a.pp': '' }, /option "modules" is for a single manifest/],
    ['puppet:repo manifest=a.pp', { 'repo/a.pp': '\n' }, '- repo/a.pp: The manifest declares nothing.'],
  ] as const)('%s of %j is refused', async (line, files, message) => {
    workspace.put(files);
    expect(await messages(line)).toEqual([
      typeof message === 'string' ? message : expect.stringMatching(message),
    ]);
  });

  test.each(["# not $facts['Ver']", "/* not\n $facts['Ver'] */", `notify { 'a $facts["Ver"]': }`])(
    'may speak of a fact with capital letters where nothing reads it: %s',
    async (text) => {
      workspace.put({ 'site.pp': `include a\n${text}\n` });
      expect(await messages('site.pp')).toEqual([]);
    },
  );
});

describe('ansible', () => {
  test('takes along what Ansible looks for beside a playbook', async () => {
    workspace.put({
      'deploy/web.yml': PLAY,
      'deploy/db.yml': PLAY,
      'deploy/roles/web/tasks/main.yml': '[]\n',
      'deploy/group_vars/all.yml': 'a: b\n',
      'deploy/ansible.cfg': '[defaults]\n',
    });
    expect(await travels('ansible:deploy/web.yml')).toEqual([
      'playbook/ansible.cfg < deploy/ansible.cfg',
      'playbook/group_vars/all.yml < deploy/group_vars/all.yml',
      'playbook/roles/web/tasks/main.yml < deploy/roles/web/tasks/main.yml',
    ]);
  });

  test('takes along all of a folder, executable or not', async () => {
    workspace.put({ 'play/site.yml': PLAY, 'play/library/mine': '#!/bin/sh\n' });
    chmodSync(join(workspace.path, 'play/library/mine'), 0o755);
    const [layer] = await workspace.load('ansible:play');
    expect(layer!.files!.map(({ path, executable }) => [path, executable])).toEqual([
      ['playbook/library/mine', true],
      ['playbook/site.yml', false],
    ]);
  });

  test.each([
    ['ansible:a.yml', 'a: b\n', /^1 A playbook is a list of plays/],
    ['ansible:a.yml', '', /^- The file is empty/],
    ['ansible:a.yml', '# later\n', /^1 A playbook is a list of plays/],
    ['ansible:a.yml', '- hosts: all\n  x: [\n', /^\d The YAML is not right/],
    [
      'ansible:a.yml',
      '---\n- hosts: all\n- name: install\n  apt: {}\n',
      /^3 This has no "hosts".*file one of tasks/,
    ],
    ['ansible:a.yml', '- hosts: all\n- text\n', /^2 A play is a map/],
    ['ansible:a.yml', '- import_playbook: b.yml\n', /^1 "b\.yml" does not travel with a single playbook/],
    ['ansible:a.yml', '- hosts: web\n- hosts: db-1\n', /^1 No play is for this machine.*groups=web,db-1\./],
    ['ansible:a.yml', '- hosts: [web, db]\n- hosts: api:cache\n', /groups=web,db,api,cache\./],
    ['ansible:a.yml groups=a/b', PLAY, /"groups" is "a\/b"; expected groups/],
    ['ansible:a.yml playbook=b.yml', PLAY, /option "playbook" is for a folder/],
    ['ansible:.', PLAY, /no "site\.yml" in this folder.*playbook=FILE\. Beside it there is a\.yml\./],
    ['ansible:. playbook=a.yml', 'x\n', /^- a\.yml:1: A playbook is a list of plays/],
  ])('%s holding %j is refused', async (line, playbook, message) => {
    workspace.put({ 'a.yml': playbook });
    expect(await messages(line)).toEqual([expect.stringMatching(message)]);
  });

  test.each([
    '- hosts: localhost\n- hosts: db\n',
    '- hosts: [web, all]\n',
    '- hosts: all:!web\n',
    '- hosts: "{{ where }}"\n',
    '- hosts: all:!db\n',
    '- hosts: all\n  vars:\n    secret: !vault |\n      abc\n    x: {{ unquoted }}\n    x: twice\n',
    '- import_playbook: "{{ which }}"\n',
  ])('may have %j', async (playbook) => {
    workspace.put({ 'a.yml': playbook });
    expect(await messages('ansible:a.yml')).toEqual([]);
  });

  test('finds the plays of the groups that the machine is in', async () => {
    workspace.put({ 'a.yml': '- hosts: web\n' });
    expect(await messages('ansible:a.yml groups=web,db')).toEqual([]);
  });
});

describe('chef', () => {
  const COOKBOOK = { 'metadata.rb': "name 'web'\n", 'recipes/default.rb': '\n', 'recipes/tls.rb': '\n' };
  const at = (folder: string) =>
    Object.fromEntries(Object.entries(COOKBOOK).map(([path, text]) => [folder + path, text]));

  test.each([
    ['a Chef repository', 'chef:infra', 'infra/cookbooks/web/', 'repo/cookbooks/web/'],
    ['a folder of cookbooks', 'chef:books', 'books/web/', 'repo/cookbooks/web/'],
    ['one cookbook', 'chef:chef-web', 'chef-web/', 'repo/cookbooks/chef-web/'],
  ])('is %s', async (_, line, source, path) => {
    workspace.put(at(source));
    const want = Object.keys(COOKBOOK).map((file) => `${path}${file} < ${source}${file}`);
    expect(await travels(`${line} run-list=recipe[web::tls],web`)).toEqual(want);
  });

  test('takes attributes along, which may say what to run', async () => {
    workspace.put({ ...at('infra/web/'), 'node.json': '\uFEFF{"run_list": ["recipe[web]"]}' });
    const [layer] = await workspace.load('chef:infra attributes=node.json');
    const [file] = layer!.files!.filter(({ path }) => path === 'attributes.json');
    expect([fileName(layer!, file!), Buffer.from(file!.content).toString()]).toEqual([
      'node.json',
      '{"run_list": ["recipe[web]"]}',
    ]);
  });

  test.each([
    ['chef:infra', /Nothing says what to run\. Add run-list=recipe\[web\]/],
    ['chef:infra run-list=recipe[db]', /no cookbook "db"\. There are: web\./],
    ['chef:infra run-list=recipe[web::gone]', /the cookbook "web" has no recipes\/gone\.rb/],
    ['chef:infra run-list=role[base]', /no roles\/base\.rb or roles\/base\.json/],
    ['chef:infra run-list=recipe[web', /"run-list" is "recipe\[web"; expected recipes and roles/],
    ['chef:infra run-list=web attributes=list.json', /list\.json: Node attributes are a JSON object/],
    ['chef:infra run-list=web attributes=bad.json', /bad\.json: The JSON is not right/],
    ['chef:infra run-list=web attributes=gone.json', /"gone\.json", is not in the workspace/],
    ['chef:infra run-list=web attributes=infra', /"infra", is not a file/],
    ['chef:list.json run-list=web', /This is a file\. Name the folder/],
    ['chef:empty run-list=web', /no cookbooks in this folder/],
  ])('%s is refused', async (line, message) => {
    workspace.put({ ...at('infra/books-web/'), 'list.json': '[]', 'bad.json': '{', 'empty/README': '' });
    expect(await messages(line)).toEqual([expect.stringMatching(message)]);
  });

  test('has roles', async () => {
    workspace.put({ ...at('infra/cookbooks/web/'), 'infra/roles/base.json': '{}' });
    expect(await messages('chef:infra run-list=role[base],recipe[web@1.2.3]')).toEqual([]);
  });

  test('tells all that is wrong with a run list', async () => {
    workspace.put(at('infra/web/'));
    expect(await messages('chef:infra run-list=recipe[a],recipe[b]')).toHaveLength(2);
  });
});

describe('tools', () => {
  test('run where they can', async () => {
    workspace.put({ 'a.yml': PLAY });
    const layers = await workspace.load('ansible:a.yml');
    const filled = fillLayers({ layers, variables: {}, allowSecrets: false, os: 'windows' });
    await expect(filled).rejects.toThrow(
      'a.yml: This is an Ansible playbook, which runs on Linux, but the image is Windows.',
    );
  });

  test('get the variables that their files name, and their texts stay as they are', async () => {
    workspace.put({
      'a.yml': '- hosts: all\n  tasks: [debug: {msg: "{{ git_sha }} {{ gone }}"}]\n',
      'site.pp': "notice($facts['git_sha'])\nnotice($facts['stage'])\n",
    });
    const layers = await workspace.load('ansible:a.yml', 'site.pp');
    const variables = { 'git-sha': 'abc', STAGE: 'ssm:/stage', other: '1' };
    const filled = await fillLayers({ layers, variables, allowSecrets: false });
    expect(filled.layers.map(({ environment, secrets }) => [environment, secrets])).toEqual([
      [[{ variable: 'AMI_LAUNCH_git_sha', value: 'abc' }], undefined],
      [
        [{ variable: 'FACTER_git_sha', value: 'abc' }],
        [{ variable: 'FACTER_stage', reference: { service: 'ssm', id: '/stage' } }],
      ],
    ]);
    expect(filled.layers[0]!.content).toEqual(layers[0]!.content);
    expect(filled.used).toEqual(new Set(['git-sha', 'STAGE']));
  });

  test('are looked through for credentials, and told where in the workspace', async () => {
    const key = ['-----BEGIN RSA PRIVATE', 'KEY-----\n'].join(' ') + 'A'.repeat(64) + '\n';
    workspace.put({ 'deploy/site.pp': 'include web\n', 'modules/web/files/key.pem': `# ours\n${key}` });
    const layers = await workspace.load('deploy/site.pp modules=modules');
    await expect(fillLayers({ layers, variables: {}, allowSecrets: false })).rejects.toMatchObject({
      problems: [{ layer: 'modules/web/files/key.pem', line: 2 }],
    });
  });

  test('refuse a folder that holds too much', async () => {
    workspace.put({ 'site.pp': 'include web\n', 'modules/web/big': '' });
    writeFileSync(join(workspace.path, 'modules/web/big'), Buffer.alloc(51 * 1024 * 1024));
    expect(await messages('site.pp modules=modules')).toEqual([
      expect.stringMatching(/^- modules: The folder holds more than 52,428,800 bytes/),
    ]);
  });
});
