import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parse } from 'yaml';
import { fillCloudConfig } from '../../src/user-data/quote/yaml.js';
import { parseTemplate } from '../../src/user-data/template.js';
import { lookUp } from '../../src/user-data/variables.js';
import { anyValue } from './values.js';

async function fill(text: string, variables: Record<string, string>) {
  return fillCloudConfig(lookUp(parseTemplate(text).pieces, new Map(Object.entries(variables))).pieces);
}

const CONFIG = `# comments stay, {{v}} and all
{{v}}: key   # a comment
plain: a {{v}} b
alone: {{v}}
single: 'it''s {{v}}'
double: "\\u00e9 {{v}}"
folded over
  lines: x
block: |
  first {{v}}

  last
folded: >-
  first
  {{v}}
flow: [one, {{v}}, {k: {{v}}}]
anchored: &name {{v}}
tagged: !!str {{v}}
again: *name
`.replace('folded over\n  lines: x\n', '');

describe('a value in cloud-config', () => {
  test('arrives unchanged wherever it stands, and changes nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(anyValue, async (v) => {
        fc.pre(!['plain', 'alone', 'single', 'double', 'block', 'folded', 'flow'].includes(v));
        const { text, problems } = await fill(CONFIG, { v });
        expect(problems).toEqual([]);
        expect(parse(text)).toEqual({
          [v]: 'key',
          plain: `a ${v} b`,
          alone: v,
          single: `it's ${v}`,
          double: `é ${v}`,
          block: `first ${v}\n\nlast\n`,
          folded: `first ${v}`,
          flow: ['one', v, { k: v }],
          anchored: v,
          tagged: v,
          again: v,
        });
      }),
    );
  });

  test('leaves all other bytes as they are', async () => {
    const { text } = await fill('# {{v}}\na:   {{v}}  # b\n\n\nc: [ x,y ]\n', { v: 'yes' });
    expect(text).toBe('# {{v}}\na:   "yes"  # b\n\n\nc: [ x,y ]\n');
  });

  test('is a string, unless it is tagged', async () => {
    expect((await fill('a: {{v}}\nb: !!int {{v}}\n', { v: '8080' })).text).toBe(
      'a: "8080"\nb: !!int "8080"\n',
    );
  });

  test('is ASCII where readers of YAML differ', async () => {
    expect((await fill('a: {{v}}\n', { v: '🦊\u0085\u2028\uFEFFé' })).text).toBe(
      'a: "\\U0001F98A\\u0085\\u2028\\uFEFFé"\n',
    );
  });
});

describe('a value that a shell will read', () => {
  const v = `it's $(id)`;
  const quoted = `'it'\\''s $(id)'`;

  test.each([
    ['a command', 'runcmd:\n  - echo {{v}}\n', { runcmd: [`echo ${quoted}`] }],
    ['a command at each boot', 'bootcmd:\n  - "echo {{v}}"\n', { bootcmd: [`echo ${quoted}`] }],
    [
      'a command of several lines',
      'runcmd:\n  - |\n    x={{v}}\n    echo "$x"\n',
      { runcmd: [`x=${quoted}\necho "$x"\n`] },
    ],
    [
      'a script in arguments',
      'runcmd:\n  - [/bin/bash, -ec, "echo {{v}}", {{v}}]\n',
      { runcmd: [['/bin/bash', '-ec', `echo ${quoted}`, v]] },
    ],
    [
      'a script in a file',
      'write_files:\n  - path: /a\n    content: |\n      #!/bin/sh\n      echo {{v}}\n',
      { write_files: [{ path: '/a', content: `#!/bin/sh\necho ${quoted}\n` }] },
    ],
    [
      'an aliased command',
      'x: &c [ "echo {{v}}" ]\nruncmd: *c\n',
      { x: [`echo ${quoted}`], runcmd: [`echo ${quoted}`] },
    ],
    [
      'commands of snap',
      'snap:\n  commands: {a: "echo {{v}}"}\n',
      { snap: { commands: { a: `echo ${quoted}` } } },
    ],
    [
      'a condition',
      'power_state:\n  condition: test {{v}}\n',
      { power_state: { condition: `test ${quoted}` } },
    ],
  ])('is quoted for it in %s', async (_, text, expected) => {
    const filled = await fill(text, { v });
    expect(filled.problems).toEqual([]);
    expect(parse(filled.text)).toEqual(expected);
  });

  test('is left alone in plain arguments', async () => {
    expect(parse((await fill('runcmd:\n  - [echo, "{{v}}"]\n', { v })).text)).toEqual({
      runcmd: [['echo', v]],
    });
  });

  test('is refused where a shell layer would refuse it, and in scripts of other languages', async () => {
    expect((await fill('a: b\nruncmd:\n  - echo `{{v}}`\n', { v })).problems).toEqual([
      { line: 3, message: expect.stringContaining('inside backticks') },
    ]);
    expect((await fill('content: |\n  #!/usr/bin/python3\n  print({{v}})\n', { v })).problems).toEqual([
      { line: 3, message: expect.stringContaining('a script for "python3"') },
    ]);
  });
});

describe("cloud-config that can't be filled in", () => {
  test.each([
    ['bad YAML, at its own line', '{{! a comment }}\na: {{v}}\nb: [\n', 4, /The YAML is not right/],
    ['a variable in an anchor', 'a: &{{v}} b\n', 1, /anchor, an alias or a tag/],
    ['a variable in a tag', 'a: !{{v}} b\n', 1, /anchor, an alias or a tag/],
  ])('%s', async (_, text, line, message) => {
    expect((await fill(text, { v: 'x' })).problems).toEqual([
      { line, message: expect.stringMatching(message) },
    ]);
  });

  test('a key that becomes too long', async () => {
    expect((await fill('{{v}}: b\n', { v: 'x'.repeat(2000) })).problems[0]?.message).toContain(
      '1024 characters',
    );
  });
});
