/** Odd machines: an environment that lacks something, disks that are full, journals that nobody wrote. */
import { execFileSync } from 'node:child_process';
import { symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { COMMANDS } from '../judge.js';
import type { FileCase, Place } from './case.js';

const FILES = { 'a.sh': '#!/bin/sh\ntrue\n' };
const APP = { app: 'a.sh', 'ready-timeout': '20s', terminate: 'always' };

const machine = (
  name: string,
  env: (place: Place) => Readonly<Record<string, string | undefined>>,
  want: FileCase['want'],
): FileCase => ({ group: 'machines', name, files: FILES, inputs: APP, env, want });

/** Post with a journal that main did not write. */
const journal = (name: string, write: (file: string, place: Place) => void): FileCase => ({
  group: 'journals',
  name,
  files: FILES,
  inputs: { mode: 'resolve' },
  want: 'any',
  post: (main, place) => {
    const file = path.join(place.temp, 'journal.jsonl');
    write(file, place);
    return { ...main, state: { ...main.state, journal: file, noted: 'instances@eu-west-1,image@eu-west-1' } };
  },
});
const state = (name: string, values: Readonly<Record<string, string>>): FileCase => ({
  group: 'journals',
  name: `state: ${name}`,
  files: FILES,
  inputs: { mode: 'resolve' },
  want: 'any',
  post: (main) => ({ ...main, state: { ...main.state, ...values } }),
});

const line = (values: object) =>
  `${JSON.stringify({ do: 'creating', entry: 1, kind: 'instances', region: 'eu-west-1', token: 't', what: 'x', count: 1, at: 0, ...values })}\n`;

export const MACHINE_CASES: readonly FileCase[] = [
  machine('no HOME', () => ({ HOME: undefined }), 'green'),
  machine('no RUNNER_TEMP', ({ temp }) => ({ RUNNER_TEMP: undefined, TMPDIR: temp }), 'green'),
  {
    ...machine(
      'no files of the runner',
      () => ({ GITHUB_OUTPUT: undefined, GITHUB_STATE: undefined, GITHUB_STEP_SUMMARY: undefined }),
      'green',
    ),
    // Post knows nothing then: there is nowhere to keep it.
    inputs: { mode: 'resolve' },
  },
  machine('a full disk for outputs', () => ({ GITHUB_OUTPUT: '/dev/full' }), 'red'),
  machine('a full disk for the state', () => ({ GITHUB_STATE: '/dev/full' }), 'refused'),
  machine('a full disk for the summary', () => ({ GITHUB_STEP_SUMMARY: '/dev/full' }), 'green'),
  machine('files of the runner that are gone', () => ({ GITHUB_OUTPUT: '/nowhere/output' }), 'red'),
  machine(
    'a temporary folder that is a file',
    ({ workspace }) => ({ RUNNER_TEMP: path.join(workspace, 'a.sh') }),
    'any',
  ),
  machine('a temporary folder that nobody can write to', () => ({ RUNNER_TEMP: '/dev/full/corpus' }), 'any'),
  machine(
    'a workspace that is gone',
    ({ temp }) => ({ GITHUB_WORKSPACE: path.join(temp, 'gone') }),
    'refused',
  ),
  machine(
    'a workspace that is a file',
    ({ workspace }) => ({ GITHUB_WORKSPACE: path.join(workspace, 'a.sh') }),
    'refused',
  ),
  machine(
    'no credentials',
    () => ({ AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined }),
    'any',
  ),
  machine('an endpoint that is none', () => ({ AWS_ENDPOINT_URL: 'not a url' }), 'any'),
  machine('a region with a host in it', () => ({ AWS_REGION: 'evil.example.com/#' }), 'any'),
  machine(
    'names of GitHub with commands',
    () => ({
      GITHUB_REPOSITORY: COMMANDS.join('\n'),
      GITHUB_RUN_ID: '::error::HOSTILE',
      GITHUB_JOB: '\u202ex',
      GITHUB_REF: 'x'.repeat(10_000),
    }),
    'any',
  ),
  journal('a journal of binary', (file) =>
    writeFileSync(file, Buffer.from(Array.from({ length: 9_999 }, (_, n) => (n * 197) % 256))),
  ),
  journal('a journal that is a FIFO', (file) => void execFileSync('mkfifo', [file])),
  journal('a journal that links out', (file, { outside }) => symlinkSync(path.join(outside, 'secret'), file)),
  journal('a journal of 1 GB', (file) => {
    writeFileSync(file, '');
    truncateSync(file, 1_000_000_000);
  }),
  journal('a journal of a million lines', (file) =>
    writeFileSync(file, '{"do":"undone","entry":1}\n'.repeat(500_000)),
  ),
  journal('odd lines', (file) =>
    writeFileSync(
      file,
      [
        'null',
        '[]',
        '1',
        '"x"',
        '{}',
        '{"do":"creating"}',
        '{"do":"made","entry":1}',
        '{"do":"made","entry":1,"ids":[null]}',
        '{"__proto__":{"do":"keep"}}',
      ].join('\n'),
    ),
  ),
  journal('an unknown kind', (file) =>
    writeFileSync(file, line({ kind: 'constructor' }) + line({ kind: 'toString', entry: 2 })),
  ),
  journal('an object without its bucket', (file) =>
    writeFileSync(
      file,
      line({ kind: 'object' }) +
        line({ kind: 'refresh', entry: 2 }) +
        line({ kind: 'template', entry: 3 }) +
        line({ kind: 'template-version', entry: 4 }) +
        line({ kind: 'group', entry: 5 }),
    ),
  ),
  journal("others' instances", (file) =>
    writeFileSync(
      file,
      `${line({})}{"do":"made","entry":1,"ids":["i-0123456789abcdef0","::error::HOSTILE"]}\n`,
    ),
  ),
  journal('a region with a host in it', (file) =>
    writeFileSync(file, line({ region: 'evil.example.com/#' })),
  ),
  state('an empty step', { step: '' }),
  state('a step of commands', { step: '::error::HOSTILE\n', journal: '/nowhere', region: 'x' }),
  state('a journal that is a folder', { journal: '/' }),
  state('a journal of the machine', { journal: '/dev/zero', region: 'eu-west-1' }),
  state('a deployment that is none', { deployment: '{"id": null' }),
  state('a deployment of another kind', { deployment: '[1, {"__proto__": 1}]' }),
];

const launch = { group: 'big answers', files: FILES, want: 'any' } as const;

export const ANSWER_CASES: readonly FileCase[] = [
  {
    ...launch,
    name: 'a console of 64 MB',
    inputs: APP,
    console: () => Buffer.alloc(64 * 1024 * 1024, 'x\n'),
  },
  {
    ...launch,
    name: 'a console of 10 MB in one line',
    inputs: { ...APP, 'ready-when': 'console:/(x+x+)+y/' },
    console: () => Buffer.alloc(10 * 1024 * 1024, 'x'),
    want: 'red',
  },
  {
    ...launch,
    name: 'an expression that takes for ever',
    inputs: { ...APP, 'ready-when': 'console:/^(\\w+\\s?)+$/' },
    console: () => Buffer.from(`${'word '.repeat(50)}!`),
    want: 'red',
    says: /takes too long/,
  },
  {
    ...launch,
    name: 'half a million commands',
    inputs: APP,
    console: () => Buffer.from(`${COMMANDS.join('\n')}\n`.repeat(5_000)),
    want: 'red',
  },
  { ...launch, name: 'an answer by drops', inputs: { mode: 'resolve' }, drip: 'DescribeImages', want: 'red' },
];
