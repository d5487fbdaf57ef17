import { spawnSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import type { Layer } from '../../src/layers/layer.js';
import { fillLayer } from '../../src/user-data/fill.js';
import { linuxRunner } from '../../src/user-data/runner-linux.js';
import { HOSTILE } from './values.js';

const shell = (content: string): Layer => ({ kind: 'shell', name: 'a', content: Buffer.from(content) });

describe('variables in the environment', () => {
  test('are those that the layer names', async () => {
    const variables = new Map([
      ['git-sha', 'abc'],
      ['sha', 'no'],
      ['git', 'no'],
    ]);
    const { layer, used } = await fillLayer(
      shell('#!/usr/bin/env python3\nprint(os.environ["AMI_LAUNCH_git_sha"])\n'),
      variables,
    );
    expect(layer.environment).toEqual([{ variable: 'AMI_LAUNCH_git_sha', value: 'abc' }]);
    expect(used).toEqual(['git-sha']);
  });

  test('are those that a tool has a use for, not each that is a word of it', async () => {
    const variables = new Map(['version', 'name', 'port', 'b-c'].map((name) => [name, 'x']));
    const files = (texts: Record<string, string>) =>
      Object.entries(texts).map(([path, text]) => ({ path, content: Buffer.from(text), executable: false }));
    const used = async (kind: Layer['kind'], content: string, texts: Record<string, string> = {}) =>
      (await fillLayer({ kind, name: 'a', content: Buffer.from(content), files: files(texts) }, variables))
        .used;
    const chef = {
      'repo/cookbooks/web/metadata.rb': "name 'web'\nversion '1.0'\n",
      'repo/cookbooks/web/recipes/default.rb': "own = node['ami_launch']\nport own['port']\n",
    };
    expect(await used('chef', '', chef)).toEqual(['port']);
    expect(await used('puppet', "class a($version) { notice($facts['port'], $name, $::b_c) }\n")).toEqual([
      'b-c',
      'port',
    ]);
    expect(
      await used('puppet', 'include a\n', { 'repo/data/common.yaml': 'a: "%{facts.version}"\n' }),
    ).toEqual(['version']);
    const play =
      '- hosts: all\n  vars: { version: 1 }\n  tasks:\n  - name: a\n    apt: name=b\n    when: port == 1\n';
    expect(await used('ansible', play, { 'playbook/roles/a/meta/main.yml': 'x: the name\n' })).toEqual([
      'port',
    ]);
  });

  test('come in an order of their own, and secrets with numbers of their own', async () => {
    const script = 'a $AMI_LAUNCH_b $AMI_LAUNCH_a {{pw}}\n';
    const filled = async (variables: Record<string, string>) =>
      (await fillLayer(shell(script), new Map(Object.entries(variables)))).layer;
    const one = await filled({ a: '1', b: '2', pw: 'ssm:/x' });
    expect(await filled({ other: '3', pw: 'ssm:/x', b: '2', a: '1' })).toEqual(one);
  });

  test('are refused where two would be one', async () => {
    const variables = new Map([
      ['a-b', '1'],
      ['a_b', '2'],
    ]);
    const { problems } = await fillLayer(shell('echo $AMI_LAUNCH_a_b\n'), variables);
    expect(problems.map(({ message }) => message)).toEqual([
      'The variables "a-b" and "a_b" would both be AMI_LAUNCH_a_b. Rename one.',
    ]);
  });

  test('are needed where another language has braces of its own', async () => {
    const python = '#!/usr/bin/env python3\nprint(f"{{x}} {{{y}}}")\n';
    const { layer, problems } = await fillLayer(shell(python), new Map([['z', '1']]));
    expect([Buffer.from(layer.content).toString(), problems]).toEqual([python, []]);
    const known = await fillLayer(shell('#!/usr/bin/env python3\nprint({{x}})\n'), new Map([['x', '1']]));
    expect(known.problems[0]!.message).toMatch(/AMI_LAUNCH_x/);
  });

  test('are fetched on the machine where they are secrets', async () => {
    const variables = new Map([['pw', 'ssm:/web/pw']]);
    const { layer } = await fillLayer(shell('app --password "$AMI_LAUNCH_pw"\n'), variables);
    expect(layer.environment).toBeUndefined();
    expect(layer.secrets).toEqual([
      { variable: 'AMI_LAUNCH_pw', reference: { service: 'ssm', id: '/web/pw' } },
    ]);
  });

  test('reach the layer as they are, and no other', async () => {
    const variables = new Map(HOSTILE.map((value, index) => [`v${index}`, value]));
    const tell = HOSTILE.map((_, index) => `printf '%s\\0' "$AMI_LAUNCH_v${index}"\n`).join('');
    const { layer } = await fillLayer(shell(tell), variables);
    const next = shell('[ -z "${AMI_LAUNCH_v0+set}" ] || echo leaked\n');
    const { text } = linuxRunner({ scripts: [layer, next], cloudConfigs: [], signal: '0'.repeat(32) });
    const { stdout } = spawnSync('sh', ['-c', text.replaceAll('/dev/console', '/dev/null')]);
    const [, said = ''] = stdout.toString().split('running a\n');
    expect(said.split('\0').slice(0, -1)).toEqual(HOSTILE);
    expect(stdout.toString()).not.toContain('leaked');
  });
});
