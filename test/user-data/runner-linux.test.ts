import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Layer } from '../../src/layers/layer.js';
import { fillLayer } from '../../src/user-data/fill.js';
import { linuxRunner, RUNNER_NAME } from '../../src/user-data/runner-linux.js';
import { anyValue, HOSTILE } from './values.js';

const SIGNAL = '0123456789abcdef0123456789abcdef';
const hasPython = spawnSync('python3', ['--version']).status === 0;

let machine: string;
beforeEach(() => {
  machine = mkdtempSync(join(tmpdir(), 'runner-test-'));
  mkdirSync(join(machine, 'lib'));
});
afterEach(() => rmSync(machine, { recursive: true }));

function layer(name: string, content: string | Uint8Array): Layer {
  return { kind: 'shell', name, content: Buffer.from(content) };
}

/** Runs the real text of the runner, with the places of a machine moved into a folder. */
function run(scripts: readonly Layer[], cloudConfigs: readonly string[] = [], shell = '/bin/sh') {
  const { text } = linuxRunner({ scripts, cloudConfigs, signal: SIGNAL });
  const moved = text
    .replaceAll('/dev/console', join(machine, 'console'))
    .replaceAll('/var/lib/cloud', join(machine, 'lib'))
    .replaceAll('/run/cloud-init', machine)
    .replaceAll('/var/log', machine);
  const file = join(machine, RUNNER_NAME);
  writeFileSync(file, moved);
  const { stdout, stderr, status } = spawnSync(shell, [file], { cwd: machine, input: 'not for layers\n' });
  const console = join(machine, 'console');
  return {
    output: stdout.toString(),
    errors: stderr.toString(),
    status,
    console: existsSync(console) ? readFileSync(console, 'utf8') : undefined,
    left: readdirSync(join(machine, 'lib')),
  };
}

describe('the runner', () => {
  test('outlives a layer that ends all processes of its group', () => {
    const { console } = run([layer('a.sh', 'trap "kill 0" EXIT\nexit 3\n'), layer('b.sh', 'echo\n')]);
    expect(console).toMatch(/ failed a\.sh exit \d+\n$/);
  });

  test('runs the layers in order, and signals on a line of its own', () => {
    expect(run([layer('b.sh', 'echo from b\n'), layer('a.sh', 'echo from a\n')])).toEqual({
      output: 'ami-launch: running b.sh\nfrom b\nami-launch: running a.sh\nfrom a\n',
      errors: '',
      status: 0,
      console: `\nami-launch-signal: ${SIGNAL} ok\n`,
      left: [],
    });
  });

  test('only signals when there are no layers', () => {
    expect(run([])).toMatchObject({ output: '', status: 0, console: `\nami-launch-signal: ${SIGNAL} ok\n` });
  });

  test('stops at the first layer that fails, and names it with its exit code', () => {
    const ran = run([
      layer('good.sh', 'true\n'),
      layer(`it's "bad"/$(id).sh`, 'exit 42\n'),
      layer('late.sh', 'echo late\n'),
    ]);
    expect(ran.console).toBe(`\nami-launch-signal: ${SIGNAL} failed it's "bad"/$(id).sh exit 42\n`);
    expect(ran.output).not.toContain('late');
    expect(ran).toMatchObject({ status: 1, left: [] });
  });

  test('tells its output when there is no console to tell', () => {
    mkdirSync(join(machine, 'console'));
    const { text } = linuxRunner({ scripts: [], cloudConfigs: [], signal: SIGNAL });
    const { stdout, stderr } = spawnSync('/bin/sh', [
      '-c',
      text.replaceAll('/dev/console', join(machine, 'console')),
    ]);
    expect([stdout.toString(), stderr.toString()]).toEqual([`\nami-launch-signal: ${SIGNAL} ok\n`, '']);
  });

  test.each([
    ['its own interpreter', '#!/usr/bin/env -S cat\nhello\n', '#!/usr/bin/env -S cat\nhello\n'],
    ['/bin/sh without one', 'echo "$0" | sed "s,.*/,,"\n', 'layer-1\n'],
    ['nothing to read', 'cat; echo end\n', 'end\n'],
    ['the umask it has itself', 'umask\n', spawnSync('/bin/sh', ['-c', 'umask']).stdout.toString()],
  ])('gives a layer %s', (_, script, output) => {
    expect(run([layer('a', script)])).toMatchObject({
      output: `ami-launch: running a\n${output}`,
      status: 0,
    });
  });

  test('runs the bytes of each layer as they are', () => {
    const line = fc.constantFrom(
      'END-00000000',
      'BASE64',
      'CHECK',
      "'",
      '\\',
      '$x',
      '`',
      'é🦊',
      'plain',
      '',
      '\t',
      '\r',
      '\0',
    );
    const content = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.array(line, { maxLength: 6 }).map((lines) => Buffer.from(lines.join('\n'))),
    );
    const file = fc
      .tuple(content, fc.constantFrom('', '\n'))
      .map(([bytes, end]) =>
        Buffer.concat([Buffer.from('#!/usr/bin/env -S cat\n'), bytes, Buffer.from(end)]),
      );
    fc.assert(
      fc.property(fc.array(file, { minLength: 1, maxLength: 8, size: 'max' }), (files) => {
        const scripts = files.map((bytes) => layer('a', bytes));
        const { text } = linuxRunner({ scripts, cloudConfigs: [], signal: SIGNAL });
        const { stdout } = spawnSync('/bin/sh', ['-c', text.replaceAll('/dev/console', '/dev/null')]);
        const whole = Buffer.concat(
          files.flatMap((bytes) => [Buffer.from('ami-launch: running a\n'), bytes]),
        );
        expect(stdout.toString('base64')).toBe(whole.toString('base64'));
      }),
      { numRuns: 15 },
    );
  });

  test('holds values that arrive unchanged', async () => {
    const values = [...HOSTILE, ...fc.sample(anyValue, { numRuns: 100, seed: 1 })];
    const script = layer(
      'a.sh',
      values.map((_, index) => `printf '%s\\0' {{v${index}}} "{{v${index}}}"\n`).join(''),
    );
    const variables = new Map(values.map((value, index) => [`v${index}`, value]));
    const filled = await fillLayer(script, variables);
    expect(filled.problems).toEqual([]);
    const arrived = run([filled.layer]).output.replace('ami-launch: running a.sh\n', '').split('\0');
    expect(arrived).toEqual([...values.flatMap((value) => [value, value]), '']);
  });

  test('is a script that sh can read, and comes after runcmd by its name', () => {
    const { text } = linuxRunner({
      scripts: [layer('a', 'true\n')],
      cloudConfigs: ['a.yaml'],
      signal: SIGNAL,
    });
    expect(spawnSync('/bin/sh', ['-n'], { input: text })).toMatchObject({ status: 0 });
    expect([RUNNER_NAME, 'runcmd'].sort()).toEqual(['runcmd', RUNNER_NAME]);
  });
});

(hasPython ? describe : describe.skip)('after cloud-config, the runner', () => {
  function cloudInit(log: string, errors: Record<string, string[]> = {}): void {
    const stages = Object.fromEntries(
      Object.entries(errors).map(([stage, list]) => [stage, { errors: list }]),
    );
    writeFileSync(
      join(machine, 'status.json'),
      JSON.stringify({ v1: { datasource: null, stage: 'modules-final', ...stages } }),
    );
    writeFileSync(join(machine, 'cloud-init.log'), log);
  }

  const START = `Cloud-init v. 22.4.2 running 'init-local' at\n`;
  const FINAL = `Cloud-init v. 22.4.2 running 'modules:final' at\n`;
  const RUNCMD = `Unexpected error while running command.\nCommand: ['/var/lib/cloud/instance/scripts/runcmd']\nExit code: 3\nReason: -\n`;

  test('goes on when all went well', () => {
    cloudInit(START + FINAL, { init: [], 'modules-config': [] });
    expect(run([layer('a', 'echo ran\n')], ['a.yaml'])).toMatchObject({
      output: 'ami-launch: running a\nran\n',
      errors: '',
      console: `\nami-launch-signal: ${SIGNAL} ok\n`,
    });
  });

  test('goes on when cloud-init left nothing to look at', () => {
    expect(run([], ['a.yaml']).console).toContain(' ok\n');
  });

  test.each([
    ['a stage', START + FINAL, { 'modules-config': ['("runcmd", TypeError)'] }, 1],
    ['runcmd', START + FINAL + RUNCMD, {}, 3],
    [
      'runcmd, on Amazon Linux 2',
      `${START}${FINAL}Failed running /var/lib/cloud/instance/scripts/runcmd [7]\n`,
      {},
      7,
    ],
    [
      'a module of the final stage',
      `${START}${FINAL}Running module package-update-upgrade-install (<module x>) failed\n`,
      {},
      1,
    ],
    ['merging', `${START}Failed at merging in cloud config part from a.yaml: empty\n${FINAL}`, {}, 1],
  ])('signals the failure of %s, and runs nothing', (_, log, errors, code) => {
    cloudInit(log, errors);
    const ran = run([layer('a', 'echo ran\n')], ['a.yaml']);
    expect(ran.console).toBe(`\nami-launch-signal: ${SIGNAL} failed a.yaml exit ${code}\n`);
    expect(ran.output).not.toContain('ran\n');
    expect(ran.errors).toContain('ami-launch: cloud-config: ');
  });

  test('names no layer when it could be any', () => {
    cloudInit(START + FINAL + RUNCMD);
    expect(run([], ['a.yaml', 'b.yaml']).console).toContain('failed cloud-config exit 3\n');
  });

  test('takes no notice of boots before, or of scripts that others brought', () => {
    cloudInit(`${START}${FINAL}${RUNCMD}${START}${FINAL}Running module scripts-vendor (<module x>) failed\n`);
    expect(run([], ['a.yaml']).console).toContain(' ok\n');
  });
});
