/**
 * Writes rendered user data into a folder, for the checks beside this file: `tsx fixtures.ts FOLDER`.
 * What is expected of it is in FOLDER/expected.json.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { filesLayer, type Placement } from '../../../src/layers/files/placement.js';
import { linuxScript } from '../../../src/layers/files/linux.js';
import { windowsScript } from '../../../src/layers/files/windows.js';
import { SCHEMA_KEYS } from '../../../src/layers/cloud-config/keys.js';
import type { Layer, LayerKind } from '../../../src/layers/layer.js';
import { fillPowershell } from '../../../src/user-data/quote/powershell.js';
import { renderUserData, type UserDataInput } from '../../../src/user-data/render.js';
import { fetchingRunner, linuxRunner } from '../../../src/user-data/runner-linux.js';
import { bootHook, deadlineHook } from '../../../src/user-data/ttl/linux.js';
import { parseTemplate } from '../../../src/user-data/template.js';
import { writeFolder } from '../../../src/user-data/write-linux.js';
import { lookUp } from '../../../src/user-data/variables.js';
import { anyValue, HOSTILE } from '../../user-data/values.js';
import { filesOf, rowsOf, runnerOf } from '../../user-data/windows.js';

const folder = process.argv[2] ?? '.';
const signal = '0123456789abcdef0123456789abcdef';
const values = [...HOSTILE, ...fc.sample(anyValue, { numRuns: 400, seed: 20 })];
const variables = Object.fromEntries(values.map((value, index) => [`v${index}`, value]));
const names = Object.keys(variables);
const ttlMinutes = 90;

function layer(kind: LayerKind, name: string, content: string): Layer {
  return { kind, name, content: Buffer.from(content) };
}

async function write(
  file: string,
  os: 'linux' | 'windows',
  layers: readonly Layer[],
  used = variables,
  more: Partial<UserDataInput> = {},
): Promise<void> {
  const { bytes, staged } = await renderUserData({
    os,
    layers,
    variables: used,
    signal,
    ttlMinutes,
    allowSecrets: false,
    ...more,
  });
  writeFileSync(join(folder, file), staged?.small ?? bytes);
  if (os === 'windows')
    writeRunner(
      file.replace('.txt', ''),
      staged === undefined ? runnerOf(bytes) : gunzipSync(bytes).toString(),
    );
}

/** The runner, and the scripts of layers that have other files, as those have that are made here. */
function writeRunner(name: string, runner: string): void {
  writeFileSync(join(folder, `${name}-runner.ps1`), runner);
  for (const [index, row] of rowsOf(runner).entries()) {
    const { 'setup.ps1': script, ...others } = filesOf(row);
    if (script && Object.keys(others).length > 0)
      writeFileSync(join(folder, `${name}-layer-${index + 1}.ps1`), script);
  }
}

mkdirSync(folder, { recursive: true });

// Each value on its own, so that one that can't stand somewhere doesn't hide the others; sixteen a message.
for (let start = 0; start < names.length; start += 16) {
  const some = names.slice(start, start + 16);
  const used = Object.fromEntries(some.map((name) => [name, variables[name] ?? '']));
  const config = some.flatMap((name) => [
    `  ${name}:`,
    `    plain: a {{${name}}}`,
    `    'single': '{{${name}}}'`,
    `    double: "{{${name}}}"`,
    `    block: |`,
    `      {{${name}}}`,
    `      end`,
    `    flow: [{{${name}}}, { {{${name}}}: key }]`,
  ]);
  const runcmd = some.flatMap((name) => [
    `  - printf '%s\\0' {{${name}}}`,
    `  - [printf, '%s\\0', "{{${name}}}"]`,
  ]);
  const script = some.map((name) => `printf '%s\\0' {{${name}}} "{{${name}}}"\n`);
  await write(
    `values-${start}.bin`,
    'linux',
    [
      layer('cloud-config', 'values.yaml', ['values:', ...config, 'runcmd:', ...runcmd, ''].join('\n')),
      layer('shell', 'values.sh', script.join('')),
    ],
    used,
  );
}

const merging = [
  layer(
    'cloud-config',
    'a.yaml',
    'packages: [a]\nruncmd:\n  - echo a\nwrite_files:\n  - path: /a\nhostname: a\nflag: true\nmap: {x: 1, list: [1]}\n',
  ),
  layer(
    'cloud-config',
    'b é.yaml',
    '#cloud-config\npackages: [b]\nruncmd:\n  - [echo, b]\nhostname: b\nflag: false\nmap: {y: 2, list: [2]}\n# é\n',
  ),
  layer('shell', 'c.sh', 'echo c\n'),
  layer('shell', 'd', '#!/bin/bash\n# é\necho "d $0"\n'),
];
await write('merging.bin', 'linux', merging, {});
await write('gzip.bin', 'linux', [...merging, layer('shell', 'big.sh', '# filler\n'.repeat(3000))], {});
for (const [name, command] of Object.entries({
  'jinja-breaks': '{% if %}',
  'jinja-lacks': '{{ nothere }}',
})) {
  const text = `## template: jinja\n#cloud-config\nruncmd:\n  - echo ${command}\n`;
  await write(
    `${name}.bin`,
    'linux',
    [layer('cloud-config', 'j.yaml', text), layer('shell', 's.sh', 'echo from s >>/ran\n')],
    {},
    { ttlMinutes: undefined },
  );
}
await write(
  'jinja.bin',
  'linux',
  [layer('cloud-config', 'j.yaml', '## template: jinja\n#cloud-config\nregion: {{ v1.region }}\n')],
  {},
);
await write(
  'runcmd-fails.bin',
  'linux',
  [
    layer('cloud-config', 'r.yaml', 'runcmd:\n  - echo from runcmd\n  - exit 3\n'),
    layer('shell', 's.sh', 'echo from s\n'),
  ],
  {},
);

const secrets = [
  { variable: 'AMI_LAUNCH_SECRET_1', reference: { service: 'secretsmanager', id: 'web/db', key: "it's" } },
] as const;
const scripts = [...merging, { ...layer('shell', 'e.sh', 'true\n'), secrets }];
const runner = linuxRunner({ scripts, cloudConfigs: ['a.yaml'], signal });
writeFileSync(join(folder, 'runner.sh'), runner.text);
const builder = linuxRunner({ scripts, cloudConfigs: [], signal, build: { deadlineSeconds: 1800 } });
writeFileSync(join(folder, 'builder.sh'), builder.text);
const persists = linuxRunner({ scripts, cloudConfigs: [], signal, persist: true });
writeFileSync(join(folder, 'persists.sh'), persists.text);
writeFileSync(join(folder, 'boothook.sh'), bootHook(ttlMinutes).text.replace('#cloud-boothook\n', ''));
writeFileSync(join(folder, 'deadline.sh'), deadlineHook(1800).text.replace('#cloud-boothook\n', ''));

/** Places in PowerShell, and the place's name in the check. */
const PLACES = {
  plain: `Write-Output {{v}}\n`,
  single: `$x = '{{v}}'\n`,
  double: `$x = "{{v}}"\n`,
  singleHere: `$x = @'\n{{v}}\n'@\n`,
  doubleHere: `$x = @"\n{{v}}\n"@\n`,
};

const powershell = values.flatMap((value) =>
  Object.entries(PLACES).flatMap(([place, script]) => {
    const { text, problems } = fillPowershell(
      lookUp(parseTemplate(script).pieces, new Map([['v', value]])).pieces,
    );
    return problems.length > 0 ? [] : [{ place, value, text }];
  }),
);
await write(
  'windows.txt',
  'windows',
  [
    layer('powershell', "it's ‘so’.ps1", `Write-Output "v{{v0}}" # </powershell>\n`),
    layer('powershell', 'b.ps1', '$x = {{v0}}\n'),
    layer('powershell', 'c.ps1', 'f {{secret}} "-{{secret}}"\n'),
  ],
  { v0: variables['v0'] ?? '', secret: 'secretsmanager:web/db#key' },
);
const build = { deadlineSeconds: 1800 };
await write(
  'bake.bin',
  'linux',
  [layer('shell', 'bake.sh', 'echo bake >>/ran\n')],
  {},
  { build, ttlMinutes: undefined },
);
await write(
  'app.bin',
  'linux',
  [layer('shell', 'app.sh', 'echo app >>/ran\n')],
  {},
  { ttlMinutes: undefined },
);
const valid = [
  layer(
    'cloud-config',
    'a.yaml',
    'packages: [nginx, [libc6, "2.36"]]\nruncmd:\n  - echo {{v}}\n  - [echo, "{{v}}"]\nusers:\n  - default\n  - name: {{v}}\n',
  ),
  layer(
    'cloud-config',
    'b.yaml',
    '#cloud-config\nwrite_files:\n  - path: /{{v}}\n    content: é {{v}}\n    permissions: "0600"\npower_state: {mode: reboot}\nntp:\n',
  ),
];
await write('valid.bin', 'linux', valid, { v: "it's" });
const boots: Record<string, Layer[]> = {
  'together.bin': [
    layer(
      'cloud-config',
      'a.yaml',
      'bootcmd: [echo boot >>/ran]\nwrite_files: [{path: /a, content: "a\\n"}]\nruncmd:\n  - echo one >>/ran\n',
    ),
    layer(
      'cloud-config',
      'b é.yaml',
      '#cloud-config\nwrite_files:\n  - path: /b\n    content: b é🦊\nruncmd:\n  - [sh, -c, echo two é🦊 >>/ran]\n',
    ),
    layer(
      'cloud-config',
      'j.yaml',
      '## template: jinja\n#cloud-config\nruncmd:\n  - echo {{ v1.instance_id }} >>/ran\n',
    ),
    layer('shell', 'c.sh', `echo c >>/ran\n${'# filler\n'.repeat(3000)}`),
    layer('shell', 'ü', '#!/bin/bash\n[[ ü == ü ]] && echo ü >>/ran\n'),
  ],
  'stops.bin': [
    layer('shell', 'one.sh', 'echo one >>/ran\n'),
    layer('shell', 'zwei ü.sh', 'exit 7\n'),
    layer('shell', 'three.sh', 'echo three >>/ran\n'),
  ],
  'bootcmd-fails.bin': [
    layer('cloud-config', 'b.yaml', 'bootcmd: [exit 4]\n'),
    layer('shell', 's.sh', 'echo s >>/ran\n'),
  ],
  'packages-fail.bin': [
    layer('cloud-config', 'p.yaml', 'packages: [nothing]\n'),
    layer('shell', 's.sh', 'echo s >>/ran\n'),
  ],
};
for (const [file, layers] of Object.entries(boots)) {
  await write(file, 'linux', layers, {}, { ttlMinutes: undefined });
}
await write('windows-builder.txt', 'windows', [], {}, { build });
const big = layer('powershell', 'big.ps1', `# ${randomBytes(20_000).toString('hex')}\n`);
await write('windows-staged.txt', 'windows', [big], {}, { build, stagingBucket: 'staging' });
const folderLayer = {
  ...layer('powershell', 'web/setup.ps1', 'exit 0\n'),
  files: [{ path: 'a/b', content: Buffer.from('x'), executable: false }],
};
await write('windows-folder.txt', 'windows', [folderLayer], {});
const kinds = [
  { ...layer('batch', "it's.cmd", '@echo off\r\nexit /b 3010\r\n'), options: { reboot: 'again' } },
  { ...layer('dsc', 'web.ps1', 'configuration Web { }\n'), options: { configuration: 'Web' } },
];
await write('windows-kinds.txt', 'windows', kinds, {}, { persist: true });
const beside = [
  { path: "it's/a", content: Buffer.from('x'), executable: true },
  { path: 'b', content: Buffer.from([0]), executable: false },
];
const packed = { ...layer('shell', 'web/setup.sh', 'true\n'), folder: await writeFolder(beside) };
writeFileSync(join(folder, 'staged.sh'), fetchingRunner({ signal, build }, '0'.repeat(64)));
writeFileSync(join(folder, 'folder.sh'), linuxRunner({ scripts: [packed], cloudConfigs: [], signal }).text);

const placed = (isFolder: boolean, to: string, how: Partial<Placement> = {}): Placement => ({
  local: "it's",
  to,
  isFolder,
  mode: undefined,
  owner: undefined,
  ...how,
});
const inLinux = filesLayer(
  [placed(true, "/srv/it's"), placed(false, '/a', { mode: '0600', owner: 'app' })],
  [],
);
const inWindows = filesLayer([placed(true, "C:\\it's ‘so’"), placed(false, 'C:\\$(a)`')], []);
writeFileSync(join(folder, 'files.sh'), linuxScript(inLinux));
writeFileSync(join(folder, 'files.ps1'), windowsScript(inWindows));

writeFileSync(
  join(folder, 'expected.json'),
  JSON.stringify({ signal, variables, powershell, schemaKeys: SCHEMA_KEYS }),
);
