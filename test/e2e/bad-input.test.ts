/** What is wrong with the inputs or the layers is told before AWS is asked for anything. */
import { describe, expect, test } from '@jest/globals';
import { BAD_INPUTS, BAD_VARIABLES, HUNTER } from '../support/bad-inputs.js';
import { testCloud } from '../support/cloud.js';

const cloud = testCloud();

describe('an input that is not right ends the step before the first request', () => {
  // Some, each in a process of its own; test/inputs/load.test.ts gives all of them to the function that reads inputs.
  test.each(BAD_INPUTS.filter((_, index) => index % 8 === 0))('%s', async (_why, inputs, told) => {
    const step = await cloud.job({ 'a.sh': 'true\n' }).run(inputs);

    expect(step.code).toBe(1);
    expect(decoded(step.log)).toContain(told);
    expect(cloud.calls()).toEqual([]);
  });
});

test('variables that are not right are nowhere repeated, not in warnings of node either', async () => {
  const ends = await Promise.all(
    BAD_VARIABLES.map(([, variables]) =>
      // The runner's node shows its warnings; that of the other tests does not.
      cloud.job({ 'a.sh': 'true\n' }, { NODE_OPTIONS: '' }).run({ app: 'a.sh', variables }),
    ),
  );

  for (const { code, log, summary, outputs } of ends) {
    expect(code).toBe(1);
    expect([log, summary, JSON.stringify(outputs)].join('\n')).not.toMatch(HUNTER);
    expect(log).toMatch(/^::error::One input is not right/m);
  }
});

const BAD_LAYERS: [
  why: string,
  files: Record<string, string>,
  inputs: Record<string, string>,
  told: string,
][] = [
  ['a layer that is not there', {}, { app: 'deploy/app.sh' }, 'deploy/app.sh'],
  ['a layer outside the workspace', {}, { app: '../../etc/passwd' }, 'outside'],
  ['a layer of no known kind', { 'app.rb': 'puts 1\n' }, { app: 'app.rb' }, 'app.rb'],
  ['a cloud-config that is no YAML', { 'a.yaml': 'a: [1\n' }, { app: 'a.yaml' }, 'a.yaml'],
  [
    'a variable that nobody defined',
    { 'a.sh': 'echo {{version}}\n' },
    { app: 'a.sh', variables: 'versoin=1' },
    'versoin',
  ],
  [
    'PowerShell for a Linux image',
    { 'a.ps1': 'exit 0\n' },
    { app: 'a.ps1' },
    'runs on Windows, but the image is Linux',
  ],
  ['user data that is too big', { 'a.sh': noise(30_000) }, { app: 'a.sh' }, 'a.sh'],
];

describe('so does a layer', () => {
  test.each(BAD_LAYERS)('%s', async (_why, files, inputs, told) => {
    const step = await cloud.job(files).run(inputs);

    expect(step.code).toBe(1);
    expect(step.log).toMatch(/^::error/m);
    expect(decoded(step.log)).toContain(told);
    expect(step.log).not.toContain('does not know');
    expect(cloud.calls()).toEqual([]);
  });
});

test('inputs, layers and files are told of together', async () => {
  const files = 'app.conf => /etc/app.conf';
  const step = await cloud.job().run({ app: 'deploy/app.sh', count: 'three', 'instance-type': 't3', files });

  expect(step.log).toContain('4 inputs are not right. Nothing was asked of AWS.');
  expect(step.log).toContain('app: deploy/app.sh');
  expect(step.log).toContain('files: app.conf: There is no such file');
  expect(step.log).toContain('::error file=deploy/app.sh::There is no such file');
});

/** Annotations escape line ends and percent signs. */
function decoded(log: string): string {
  return log.replaceAll('%0A', '\n').replaceAll('%25', '%');
}

/** Text that no compression makes smaller, the same at every run. */
function noise(length: number): string {
  let seed = 1;
  const next = () => (seed = (seed * 48_271) % 2_147_483_647).toString(36);
  let text = '#!/bin/sh\n# ';
  while (text.length < length) text += next();
  return `${text}\n`;
}
