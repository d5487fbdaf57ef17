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
