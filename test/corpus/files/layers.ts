/** Files as layers, as files to put on the machine, and as a lock. */
import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, symlinkSync, truncateSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { CANARY, COMMANDS } from '../judge.js';
import type { FileCase, Place } from './case.js';

const group = 'files';
const at = (file: string) => (place: Place) => path.join(place.workspace, file);
const linked =
  (to: string | ((place: Place) => string), from = 'a.sh') =>
  (place: Place): void =>
    symlinkSync(typeof to === 'string' ? to : to(place), at(from)(place));
const secret = ({ outside }: Place) => path.join(outside, 'secret');
const app = { app: 'a.sh' };

/** Whatever names a file is given each of them, in a process of its own. */
const ODD_PLACES: readonly Omit<FileCase, 'group' | 'inputs' | 'want'>[] = [
  { name: 'a link out of the workspace', lay: linked(secret) },
  {
    name: 'a chain of links out of it',
    lay: (place) => {
      linked(secret, 'b.sh')(place);
      linked('b.sh')(place);
    },
  },
  { name: 'a link to itself', lay: linked('a.sh') },
  { name: 'a FIFO', lay: (place) => void execFileSync('mkfifo', [at('a.sh')(place)]) },
  { name: 'a folder of that name', lay: (place) => mkdirSync(at('a.sh')(place)) },
  {
    name: 'a file of 100 MB',
    lay: (place) => {
      closeSync(openSync(at('a.sh')(place), 'w'));
      truncateSync(at('a.sh')(place), 100 * 1024 * 1024);
    },
  },
];

const of = (kind: string, inputs: Readonly<Record<string, string>>): FileCase[] =>
  ODD_PLACES.filter(({ name }) => kind !== 'files' || !name.startsWith('a folder')).map((odd) => ({
    ...odd,
    group,
    name: `${kind}: ${odd.name}`,
    inputs,
    want: 'refused' as const,
  }));

const contents = (
  cases: Readonly<Record<string, string | Uint8Array>>,
  file: string,
  want: FileCase['want'],
): FileCase[] =>
  Object.entries(cases).map(([name, content]) => ({
    group: 'contents',
    name: `${file}: ${name}`,
    files: { [file]: content },
    inputs: { app: file, terminate: 'always' },
    want,
  }));

const deep = (depth: number) => Array.from({ length: depth }, (_, n) => `${' '.repeat(n)}a:`).join('\n');
const aliases = [
  '#cloud-config',
  'a0: &a0 [x,x,x,x,x,x,x,x,x]',
  ...Array.from({ length: 9 }, (_, n) => `a${n + 1}: &a${n + 1} [${Array(9).fill(`*a${n}`).join()}]`),
].join('\n');

export const FILE_CASES: readonly FileCase[] = [
  ...of('app', app),
  ...of('bake', { mode: 'bake', bake: 'a.sh' }),
  ...of('files', { files: 'a.sh => /srv/a' }),
  ...of('base-image', { 'base-image': 'lock:a.sh' }),
  {
    group,
    name: 'a folder that links out',
    lay: (place) => linked(({ outside }) => outside, 'web')(place),
    inputs: { app: 'web' },
    want: 'refused',
  },
  {
    group,
    name: 'a folder whose file links out',
    files: { 'web/setup.sh': 'true\n' },
    lay: linked(secret, 'web/x'),
    inputs: { app: 'web' },
    want: 'refused',
  },
  {
    group,
    name: 'a folder with a FIFO',
    files: { 'web/setup.sh': 'true\n' },
    lay: (place) => void execFileSync('mkfifo', [at('web/x')(place)]),
    inputs: { app: 'web' },
    want: 'refused',
  },
  {
    group,
    name: 'a folder with a loop',
    files: { 'web/setup.sh': 'true\n' },
    lay: linked('.', 'web/x'),
    inputs: { app: 'web' },
    want: 'refused',
  },
  {
    group,
    name: 'a folder that links to /',
    lay: linked('/', 'web'),
    inputs: { app: 'web/etc/passwd' },
    want: 'refused',
  },
  {
    group,
    name: 'a folder of 20,000 files',
    files: { 'web/setup.sh': 'true\n' },
    inputs: { app: 'web' },
    want: 'refused',
    lay: (place) => {
      for (let n = 0; n < 20_000; n += 1) closeSync(openSync(at(`web/${n}`)(place), 'w'));
    },
  },
  {
    group,
    name: 'a folder 500 deep',
    files: { 'web/setup.sh': 'true\n', [`web/${'d/'.repeat(500)}x`]: 'x' },
    inputs: { app: 'web', terminate: 'always' },
    want: 'any',
  },
  {
    group,
    name: 'a name with everything in it',
    files: { ['a\u202e\u001b[31m%0A::error::x,\u200b`|`<b>.sh']: '#!/bin/sh\ntrue\n' },
    inputs: { app: 'a\u202e\u001b[31m%0A::error::x,\u200b`|`<b>.sh', terminate: 'always' },
    want: 'any',
  },
  ...Object.entries({
    'a socket': (place: Place): void => void createServer().listen(at('a.sh')(place)).unref(),
    'a device': linked('/dev/zero'),
    'a link to nothing': linked('nothing'),
    'a file of the machine': linked('/proc/self/environ'),
  }).map(([name, lay]): FileCase => ({ group, name, lay, inputs: app, want: 'refused' })),
  ...[
    '../outside/secret',
    '/etc/passwd',
    'a/../../outside/secret',
    'C:\\Windows\\win.ini',
    '\\\\host\\share',
    '%2e%2e/outside/secret',
    '．．/outside/secret',
    '..\\outside\\secret',
    '....//outside/secret',
    'shell:../outside/secret',
    '~/secret',
    'file:///etc/passwd',
    '.git/../../outside/secret',
    './a.sh/../../outside/secret',
    `${'../'.repeat(40)}etc/passwd`,
  ].map((name): FileCase => ({
    group: 'paths',
    name,
    inputs: { app: name, files: `${name} => /srv/x`, bake: name },
    want: 'refused',
  })),
  ...contents(
    {
      empty: '',
      'blanks only': ' \n\t\n',
      binary: Uint8Array.from({ length: 4096 }, (_, n) => (n * 197 + 31) % 256),
      'UTF-16 with a mark': Buffer.from('\ufeff#!/bin/sh\necho ü\n', 'utf16le'),
      'UTF-16 without one': Buffer.from('#!/bin/sh\necho ü\n', 'utf16le'),
      'invalid UTF-8': Buffer.from([...Buffer.from('#!/bin/sh\necho '), 0xff, 0xc0, 0x0a]),
    },
    'a.sh',
    'any',
  ),
  ...contents(
    {
      'a bomb of aliases': aliases,
      'nested deeper than a stack': `#cloud-config\na: ${'['.repeat(50_000)}`,
      'maps 1,500 deep': `#cloud-config\n${deep(1_500)}`,
      'a function': '#cloud-config\nruncmd: !!js/function "function () { return 1 }"\n',
      'a merge key': '#cloud-config\na: &a {b: 1}\nc: {<<: *a}\n',
      'the same key twice': '#cloud-config\nruncmd: [a]\nruncmd: [b]\n',
      'the prototype': '#cloud-config\n__proto__: {polluted: true}\nconstructor: {prototype: 1}\n',
      'a key of 1 MB': `#cloud-config\n${'k'.repeat(1_000_000)}: 1\n`,
      'many documents': `#cloud-config\n${'--- {}\n'.repeat(20_000)}`,
      'anchors that lead to themselves': '#cloud-config\na: &a [*a]\n',
      'odd numbers':
        '#cloud-config\na: [1e309, -0, .nan, 0x10, 0o7, 00010, 1_000, .inf, 9007199254740993, 2026-13-45]\n',
    },
    'a.yaml',
    'any',
  ),
  ...contents(
    {
      'as many lines as there may be': `#!/bin/sh\n${':\n'.repeat(260_000)}`,
      'a million lines': `#!/bin/sh\n${'true\n'.repeat(1_000_000)}`,
      'one line of 5 MB': `#!/bin/sh\n# ${'x'.repeat(5_000_000)}`,
      '100,000 holes': `#!/bin/sh\n${'{{A}}'.repeat(100_000)}`,
      '250,000 quotes': `#!/bin/sh\n${`"'`.repeat(250_000)}`,
      '60,000 heredocs': `#!/bin/sh\n${'cat <<A\n'.repeat(60_000)}`,
      'tags that never close': `#!/bin/sh\n${'{{#A}}'.repeat(70_000)}`,
      commands: `#!/bin/sh\n${COMMANDS.join('\n')}\n`,
      'carriage returns alone': '#!/bin/sh\recho a\recho b\r',
    },
    'a.sh',
    'any',
  ),
  {
    group: 'templates',
    name: 'a value that names itself',
    files: { 'a.sh': '#!/bin/sh\necho {{A}}\n' },
    inputs: { ...app, variables: 'A={{A}}', terminate: 'always' },
    want: 'any',
  },
  {
    group: 'templates',
    name: 'values of values',
    files: { 'a.sh': `#!/bin/sh\necho ${'{{J}}'.repeat(1000)}\n` },
    inputs: {
      ...app,
      variables: [
        `A=${'ha'.repeat(100)}`,
        ...Array.from('BCDEFGHIJ', (name, n) => `${name}=${`{{${'ABCDEFGHIJ'[n]}}}`.repeat(10)}`),
      ].join('\n'),
      terminate: 'always',
    },
    want: 'any',
  },
  {
    group: 'templates',
    name: 'long values, often',
    files: { 'a.sh': `#!/bin/sh\n${'echo {{A}}\n'.repeat(10_000)}` },
    inputs: { ...app, variables: `A=${'x'.repeat(100_000)}` },
    want: 'refused',
  },
  ...[
    '{{> secret}}',
    '{{#A}}x{{/A}}',
    '{{{A}}}',
    '{{&A}}',
    '{{__proto__}}',
    '{{constructor}}',
    '{{toString}}',
    '{{A.constructor}}',
    '{{A.length}}',
    '{{^A}}{{/A}}',
  ].map((text): FileCase => ({
    group: 'templates',
    name: text,
    files: { 'a.sh': `#!/bin/sh\necho ${text}\n` },
    inputs: { ...app, variables: 'A=1' },
    want: 'refused',
  })),
  ...[
    '',
    '{',
    'null',
    '[]',
    '{"version":1e309}',
    `{"a":${'['.repeat(50_000)}`,
    '{"__proto__":{"source":"al2023"}}',
    'x'.repeat(4_000_000),
    '\u0000',
    aliases,
    CANARY.replace('canary', 'no'),
  ].map((text, n): FileCase => ({
    group: 'locks',
    name: `text ${n + 1}`,
    files: { 'a.lock': text },
    inputs: { mode: 'resolve', 'base-image': 'lock:a.lock' },
    want: 'refused',
  })),
];
