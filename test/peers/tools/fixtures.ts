/**
 * Writes a small repository with layers for Puppet, Ansible and Chef, and user data made of it, into a folder for the checks
 * beside this file: `tsx fixtures.ts FOLDER`.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { OperatingSystem } from '../../../src/layers/layer.js';
import { loadLayers } from '../../../src/layers/load.js';
import { KINDS } from '../../../src/layers/table.js';
import { fillLayers, renderUserData } from '../../../src/user-data/render.js';
import { HOSTILE } from '../../user-data/values.js';

const folder = process.argv[2] ?? '.';
const workspace = join(folder, 'workspace');
const signal = '0123456789abcdef0123456789abcdef';

/** Beside those that end quotes: what Ansible, Puppet and YAML take for something else than text. */
const values = [
  ...HOSTILE,
  '123',
  '1.50',
  'true',
  'null',
  '[1, 2]',
  '{"a":1}',
  '{% raw %}',
  '#{1+1}',
  '%{x}',
];
const variables = Object.fromEntries(values.map((value, index) => [`v${index}`, value]));
const names = Object.keys(variables);

function write(base: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(base, path)), { recursive: true });
    writeFileSync(join(base, path), content);
  }
}

const ran = (word: string) => `echo ${word} >>/ran`;
const facts = names.map((name) => `$facts['${name}']`).join(', ');
const template = `{{ [${names.join(', ')}] | to_json }}`;
const play = (...tasks: string[]) =>
  ['- hosts: all', '  gather_facts: false', '  tasks:', ...tasks.map((task) => `    - ${task}`), ''].join(
    '\n',
  );

write(workspace, {
  'deploy/site.pp': `include web\nweb::values { 'puppet': values => [${facts}] }\n`,
  'modules/web/manifests/init.pp': `class web {\n  file { '/got': ensure => directory }\n  exec { '/bin/sh -c "${ran('puppet')}"': }\n}\n`,
  'modules/web/manifests/values.pp': `define web::values(Array[String] $values) {\n  file { "/got/\${title}.json": content => to_json_text($values) }\n}\n`,
  'modules/web/lib/puppet/functions/to_json_text.rb': `require 'json'\nPuppet::Functions.create_function(:to_json_text) do\n  def to_json_text(values)\n    JSON.generate(values)\n  end\nend\n`,
  'control/manifests/site.pp': `include role::web\n`,
  'control/site-modules/role/manifests/web.pp': `class role::web(String $text) {\n  file { '/got/hiera': content => $text }\n  exec { '/bin/sh -c "${ran('repository')}"': }\n}\n`,
  'control/hiera.yaml': 'version: 5\nhierarchy:\n  - name: all\n    path: all.yaml\n',
  'control/data/all.yaml': 'role::web::text: from hiera\n',
  'site.yml': play(
    `shell: "${ran('ansible')}; echo unpinned >/got/versions"`,
    'template: {src: values.j2, dest: /got/ansible.json}',
  ),
  'templates/values.j2': template,
  'play/site.yml': `- hosts: web\n  gather_facts: false\n  roles: [web]\n- hosts: db\n  tasks: [{fail: {}}]\n`,
  'play/roles/web/tasks/main.yml': `- shell: "${ran('folder')}; echo {{ ansible_version.major }}.{{ ansible_version.minor }} >>/got/versions"\n- template: {src: values.j2, dest: /got/folder.json}\n`,
  'play/roles/web/templates/values.j2': template,
  'last.sh': `${ran('last')}\n`,
  'fails.pp': "exec { '/bin/false': }\n",
  'breaks.pp': 'include gone\n',
  'fails.yml': play('fail: {msg: no}'),
  'cookbooks/web/recipes/default.rb': `# ${names.join(' ')}\n`,
  'node.json': '{"big": 12345678901234567890, "ami_launch": {"own": "x"}, "é": "ü"}',
});

async function render(file: string, lines: readonly string[]): Promise<void> {
  const layers = await loadLayers(lines, { workspace });
  const { bytes, encoding } = await renderUserData({
    os: 'linux',
    layers,
    variables,
    signal,
    ttlMinutes: undefined,
    allowSecrets: false,
  });
  const plain = encoding === 'gzip' ? gunzipSync(bytes) : bytes;
  writeFileSync(join(folder, file), withOtherConsole(Buffer.from(plain).toString()));
}

/** The check has the runner write its signal elsewhere, for which its text has to be seen. */
function withOtherConsole(userData: string): string {
  return userData.replace(/(base64\r?\n(?:.+\r?\n)*\r?\n)([\w+/=\r\n]+)/, (_, head: string, body: string) => {
    const text = Buffer.from(body, 'base64').toString().replaceAll('/dev/console', '/console');
    return `${head}${Buffer.from(text).toString('base64')}\r\n`;
  });
}

/** A layer's script and files as they are on a machine. */
async function unpack(to: string, line: string, os: OperatingSystem): Promise<void> {
  const layers = await loadLayers([line], { workspace });
  const [layer] = (await fillLayers({ layers, variables, allowSecrets: false })).layers;
  if (layer === undefined) throw new Error(`No layer: ${line}`);
  const kind = KINDS[layer.kind];
  const script = os === 'linux' ? kind.onLinux?.(layer) : kind.onWindows?.(layer);
  const files = (script?.files ?? []).map(({ path, content }) => [path, content] as const);
  const name = os === 'linux' ? 'setup.sh' : 'setup.ps1';
  write(join(folder, to), { ...Object.fromEntries(files), [name]: script?.content ?? '' });
}

await render('tools.bin', [
  'deploy/site.pp modules=modules',
  'puppet:control',
  'ansible:site.yml',
  'ansible:play groups=web version=2.19',
  'last.sh',
]);
await render('puppet-fails.bin', ['fails.pp', 'last.sh']);
await render('puppet-breaks.bin', ['breaks.pp', 'last.sh']);
await render('ansible-fails.bin', ['ansible:fails.yml', 'last.sh']);

const chef = 'chef:cookbooks run-list=recipe[web] attributes=node.json';
for (const [to, line] of [
  ['puppet', 'deploy/site.pp modules=modules version=8'],
  ['control', 'puppet:control'],
  ['ansible', 'ansible:site.yml'],
  ['ansible-pinned', 'ansible:site.yml version=2.19'],
  ['chef', chef],
  ['chef-pinned', `${chef} version=18`],
] as const) {
  await unpack(join('linux', to), line, 'linux');
  if (!to.startsWith('ansible')) await unpack(join('windows', to), line, 'windows');
}
writeFileSync(join(folder, 'values.json'), JSON.stringify(values));
writeFileSync(join(folder, 'variables.json'), JSON.stringify(variables));
