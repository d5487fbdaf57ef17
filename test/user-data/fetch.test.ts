import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Layer } from '../../src/layers/layer.js';
import { renderUserData } from '../../src/user-data/render.js';
import { startInstanceServices, type InstanceServices } from './instance-services.js';
import { HOSTILE } from './values.js';

const SIGNAL = '0123456789abcdef0123456789abcdef';
const hasPython = spawnSync('python3', ['--version']).status === 0;

let machine: string;
let services: InstanceServices;
beforeAll(async () => {
  services = await startInstanceServices();
});
afterAll(() => services.close());
beforeEach(() => {
  machine = mkdtempSync(join(tmpdir(), 'fetch-test-'));
  services.secrets.clear();
  services.instead.clear();
  services.asked.length = 0;
});
afterEach(() => rmSync(machine, { recursive: true }));

function layer(name: string, content: string): Layer {
  return { kind: 'shell', name, content: Buffer.from(content) };
}

/** Renders user data, and runs the runner in it with a real shell, the places of a machine moved into a folder. */
async function run(
  layers: readonly Layer[],
  variables: Record<string, string>,
  path = process.env['PATH'] ?? '',
) {
  const more = { ttlMinutes: undefined, allowSecrets: false };
  const { bytes } = await renderUserData({ os: 'linux', layers, variables, signal: SIGNAL, ...more });
  const plain = Buffer.from(bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString();
  const runner = plain.slice(plain.indexOf('#!/bin/sh'), plain.lastIndexOf('\n--ami-launch-'));
  const moved = runner
    .replaceAll('/dev/console', join(machine, 'console'))
    .replaceAll('/var/lib/cloud', machine);
  const file = join(machine, 'runner');
  writeFileSync(file, moved);
  const child = spawn('/bin/sh', [file], {
    cwd: machine,
    env: {
      PATH: path,
      AWS_ENDPOINT_URL: services.url,
      AWS_EC2_METADATA_SERVICE_ENDPOINT: `${services.url}/`,
    },
  });
  const read = { output: '', errors: '' };
  child.stdout.on('data', (chunk: Buffer) => (read.output += chunk.toString('latin1')));
  child.stderr.on('data', (chunk: Buffer) => (read.errors += chunk.toString()));
  const status = await new Promise((resolve) => child.once('close', resolve));
  const output = Buffer.from(read.output, 'latin1').toString();
  return {
    bytes,
    plain,
    status,
    output,
    errors: read.errors,
    console: readFileSync(join(machine, 'console'), 'utf8'),
  };
}

(hasPython ? describe : describe.skip)('a secret that the machine fetches', () => {
  const values = [`${HOSTILE.join('|')}\n\n`, '🦊\n', ` it's "$(id)" \`id\` $HOME\r\n`];

  test('arrives unchanged in its layer only, and is nowhere in the user data', async () => {
    services.secrets.set('ssm:/web/a', values[0] ?? '');
    services.secrets.set('ssm:b:3', values[1] ?? '');
    services.secrets.set('secretsmanager:web/c', values[2] ?? '');
    services.secrets.set('secretsmanager:web/d', JSON.stringify({ 'a key': values[0], port: 5432 }));
    const ran = await run(
      [
        layer('a.sh', `printf '%s\\0' {{a}} "{{b}}" x'{{c}}'y\n`),
        layer('b.sh', `env | grep -c AMI_LAUNCH; printf '%s\\0' {{d}} {{port}} {{plain}}\n`),
        layer('c.sh', 'env | grep -c AMI_LAUNCH; true\n'),
      ],
      {
        a: 'ssm:/web/a',
        b: 'ssm:b:3',
        c: 'secretsmanager:web/c',
        d: 'secretsmanager:web/d#a key',
        port: 'secretsmanager:web/d#port',
        plain: 'no ssm:/x',
      },
    );
    expect(ran).toMatchObject({ status: 0, errors: '', console: `\nami-launch-signal: ${SIGNAL} ok\n` });
    expect(ran.output.split('\0')).toEqual([
      `ami-launch: running a.sh\n${values[0] ?? ''}`,
      values[1],
      `x${values[2] ?? ''}y`,
      // Of many lines, but only of its own two variables.
      `ami-launch: running b.sh\n2\n${values[0] ?? ''}`,
      '5432',
      'no ssm:/x',
      'ami-launch: running c.sh\n0\n',
    ]);
    for (const value of values)
      for (const form of [value, Buffer.from(value).toString('base64').slice(0, -4)])
        expect(ran.plain).not.toContain(form);
  });

  test('is waited for: a role that comes late, a service that is busy', async () => {
    services.secrets.set('ssm:/web/a', 'x');
    services.instead.set('/latest/meta-data/iam/security-credentials/', [{ status: 404, body: '' }]);
    services.instead.set('AmazonSSM.GetParameter', [
      { status: 400, body: { __type: 'ThrottlingException' } },
    ]);
    expect(await run([layer('a.sh', 'echo {{a}}\n')], { a: 'ssm:/web/a' })).toMatchObject({
      output: 'ami-launch: running a.sh\nx\n',
      errors: '',
    });
    expect(services.asked.filter((one) => one === 'AmazonSSM.GetParameter')).toHaveLength(2);
  });

  test.each([
    [
      'may not be fetched',
      'ssm:/web/none',
      "ssm:/web/none can't be fetched: AccessDeniedException: User: web is not authorized to do that",
    ],
    ['has no such key', 'secretsmanager:json#b', 'secretsmanager:json is no JSON object with the key "b"'],
    ['is no JSON', 'secretsmanager:text#b', 'secretsmanager:text is no JSON object with the key "b"'],
    ['is binary', 'secretsmanager:bytes', 'secretsmanager:bytes is binary, which no variable can hold'],
  ])('fails its layer when it %s, and says why but never a value', async (_, reference, told) => {
    services.secrets.set('secretsmanager:json', '{"a":"hush"}');
    services.secrets.set('secretsmanager:text', 'hush');
    services.secrets.set('secretsmanager:bytes', { binary: 'hush' });
    const ran = await run([layer('a.sh', 'echo a\n'), layer('b.sh', 'echo {{b}}\n')], { b: reference });
    expect(ran).toMatchObject({
      status: 1,
      output: 'ami-launch: running a.sh\na\nami-launch: b.sh failed with exit code 1\n',
      errors: `ami-launch: ${told}\n`,
      console: `\nami-launch-signal: ${SIGNAL} failed b.sh exit 1\n`,
    });
    // One refusal is enough: only what may pass is tried again.
    expect(services.asked.filter((one) => !one.startsWith('/'))).toHaveLength(1);
  });
});

test('without any Python, a layer with a secret fails and says so', async () => {
  mkdirSync(join(machine, 'bin'));
  for (const tool of ['cat', 'chmod', 'mktemp', 'rm', 'sed'])
    symlinkSync(
      spawnSync('/bin/sh', ['-c', `command -v ${tool}`])
        .stdout.toString()
        .trim(),
      join(machine, 'bin', tool),
    );
  expect(await run([layer('a.sh', 'echo {{a}}\n')], { a: 'ssm:/web/a' }, join(machine, 'bin'))).toMatchObject(
    {
      status: 1,
      output:
        'ami-launch: found no Python, which fetches secrets\nami-launch: a.sh failed with exit code 1\n',
      console: `\nami-launch-signal: ${SIGNAL} failed a.sh exit 1\n`,
    },
  );
});
