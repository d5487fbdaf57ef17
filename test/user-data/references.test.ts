import { describe, expect, test } from '@jest/globals';
import type { Layer } from '../../src/layers/layer.js';
import { LayerFailure } from '../../src/layers/problem.js';
import { renderUserData } from '../../src/user-data/render.js';
import { rolePolicy } from '../../src/user-data/secrets/policy.js';
import { readReference } from '../../src/user-data/secrets/reference.js';
import { rowsOf, runnerOf } from './windows.js';

const ARN = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:web/db-a1B2c3';

describe('a value refers to a secret', () => {
  test.each([
    ['ssm:/web/db', { service: 'ssm', id: '/web/db' }],
    ['ssm:db.password_1', { service: 'ssm', id: 'db.password_1' }],
    ['ssm:/web/db:3', { service: 'ssm', id: '/web/db:3' }],
    ['ssm:/web/db:live', { service: 'ssm', id: '/web/db:live' }],
    [
      'ssm:arn:aws:ssm:eu-west-1:123456789012:parameter/web/db:3',
      { service: 'ssm', id: 'arn:aws:ssm:eu-west-1:123456789012:parameter/web/db:3' },
    ],
    ['secretsmanager:web/db', { service: 'secretsmanager', id: 'web/db' }],
    ['secretsmanager:web/db#pass word', { service: 'secretsmanager', id: 'web/db', key: 'pass word' }],
    [`secretsmanager:${ARN}#user`, { service: 'secretsmanager', id: ARN, key: 'user' }],
  ])('when it is %s', (value, reference) => {
    expect(readReference(value)).toEqual(reference);
  });

  test.each(['use ssm:/web/db', 'see secretsmanager:x', ' ssm:/web/db', 'SSM:/web', 'ssm', 'ssmx:/a', ''])(
    'but not when it is "%s"',
    (value) => {
      expect(readReference(value)).toBeUndefined();
    },
  );

  test.each([
    'ssm:',
    'ssm:/',
    'ssm:/a b',
    'ssm:/a\n',
    'ssm:/a:',
    'ssm:/a//b',
    'secretsmanager:',
    'secretsmanager:#k',
    'secretsmanager:a#',
    'secretsmanager:a:b',
  ])('and "%s" is neither that nor an ordinary value', (value) => {
    expect(readReference(value)).toEqual({ expected: expect.stringMatching(/^(ssm|secretsmanager):/) });
  });
});

describe('the policy that the role needs', () => {
  const references = [
    'ssm:/web/db:3',
    'ssm:/web/db',
    'ssm:arn:aws:ssm:eu-west-1:123456789012:parameter/other:live',
    'ssm:plain',
    'secretsmanager:web/db#user',
    'secretsmanager:web/db#password',
    `secretsmanager:${ARN}`,
    'secretsmanager:arn:aws:secretsmanager:eu-west-1:123456789012:secret:part',
  ].flatMap((value) => {
    const reference = readReference(value);
    return reference !== undefined && 'id' in reference ? [reference] : [];
  });

  test('names each parameter and each secret, whatever its version or last six characters', () => {
    expect(rolePolicy(references, 'eu-west-1')).toEqual([
      {
        Sid: 'FetchParameters',
        Effect: 'Allow',
        Action: 'ssm:GetParameter',
        Resource: [
          'arn:aws:ssm:eu-west-1:*:parameter/plain',
          'arn:aws:ssm:eu-west-1:*:parameter/web/db',
          'arn:aws:ssm:eu-west-1:123456789012:parameter/other',
        ],
      },
      {
        Sid: 'FetchSecrets',
        Effect: 'Allow',
        Action: 'secretsmanager:GetSecretValue',
        Resource: [
          'arn:aws:secretsmanager:eu-west-1:*:secret:web/db-??????',
          'arn:aws:secretsmanager:eu-west-1:123456789012:secret:part-??????',
          ARN,
        ],
      },
    ]);
  });

  test.each([
    ['cn-north-1', 'aws-cn'],
    ['us-gov-west-1', 'aws-us-gov'],
    ['us-west-2', 'aws'],
  ])('is of the partition of %s', (region, partition) => {
    expect(rolePolicy(references, region)[0]?.Resource).toContain(
      `arn:${partition}:ssm:${region}:*:parameter/plain`,
    );
  });
});

const ENDINGS = { shell: 'sh', powershell: 'ps1', 'cloud-config': 'yaml' };
type Kind = keyof typeof ENDINGS;

function layer(kind: Kind, content: string): Layer {
  return { kind, name: `a.${ENDINGS[kind]}`, content: Buffer.from(content) };
}

async function render(kind: Kind, content: string, pw = 'ssm:/web/pw') {
  const { bytes, secrets, warnings } = await renderUserData({
    os: kind === 'powershell' ? 'windows' : 'linux',
    layers: [
      layer(kind, content),
      { ...layer(kind, kind === 'cloud-config' ? 'x: y' : 'exit 0\n'), name: 'b' },
    ],
    variables: { port: '80', pw },
    signal: '0'.repeat(32),
    ttlMinutes: undefined,
    allowSecrets: false,
  });
  return { bytes, text: Buffer.from(bytes).toString(), secrets, warnings };
}

async function problem(...args: Parameters<typeof render>): Promise<unknown> {
  const error: unknown = await render(...args).catch((thrown: unknown) => thrown);
  return error instanceof LayerFailure ? error.problems[0] : error;
}

describe('a secret', () => {
  test('is fetched for the layer that uses it, once, and forgotten after', async () => {
    const { text, secrets } = await render('shell', 'f {{port}} {{pw}} "{{pw}}"\n');
    expect(text).toMatch(
      /\nsecret 'a\.sh' AMI_LAUNCH_SECRET_2 ssm '\/web\/pw'\ncat [^]*\nrun 'a\.sh' .*\nunset AMI_LAUNCH_SECRET_2\n\ncat /,
    );
    expect(text.match(/^secret /gm)).toHaveLength(1);
    expect(text).toContain(`\nf '80' "\${AMI_LAUNCH_SECRET_2}" "\${AMI_LAUNCH_SECRET_2}"\n`);
    expect(secrets).toEqual([{ service: 'ssm', id: '/web/pw' }]);
  });

  test.each([
    ['set -x\nf {{pw}}\n', true],
    ['#!/bin/bash -ex\nf {{pw}}\n', true],
    ['set -euo pipefail; set -o xtrace\nf {{pw}}\n', true],
    ['set -x\nf {{port}}\n', false],
    ['# set -x prints\nset -eu\ntar -x {{pw}}\n', false],
  ])('is warned of where the shell would print it: %j', async (script, expected) => {
    const { warnings } = await render('shell', script);
    expect(warnings.some((one) => one.startsWith('a.sh has the shell print'))).toBe(expected);
  });

  test('needs no code in user data that has none', async () => {
    const { text } = await render('shell', 'f {{port}}\n');
    expect(text).not.toMatch(/secret|python|hmac/i);
  });

  test('is fetched on Windows, too', async () => {
    const { bytes, secrets } = await render(
      'powershell',
      'f {{port}} {{pw}}\n',
      "secretsmanager:web/db#it's",
    );
    const [first, second] = rowsOf(runnerOf(bytes));
    expect(first!.Secrets).toEqual([
      { variable: 'AMI_LAUNCH_SECRET_2', service: 'secretsmanager', id: 'web/db', key: "it's" },
    ]);
    expect(second!.Secrets).toBeUndefined();
    expect(secrets).toEqual([{ service: 'secretsmanager', id: 'web/db', key: "it's" }]);
    expect(runnerOf(bytes)).toContain('function Get-Secret(');
    expect(runnerOf((await render('powershell', 'f {{port}}\n')).bytes)).not.toContain('Get-Secret');
  });

  test.each([
    [
      'cloud-config',
      'cloud-config' as const,
      'a: b\nc: {{pw}}\n',
      2,
      /only a shell layer can do.*Move what needs it/,
    ],
    [
      'commands in cloud-config',
      'cloud-config' as const,
      'runcmd:\n  - f {{pw}}\n',
      2,
      /only a shell layer can do/,
    ],
    [
      'a script for Python',
      'shell' as const,
      '#!/usr/bin/python3\nprint({{pw}})\n',
      2,
      /script for "python3"/,
    ],
    ['backticks', 'shell' as const, 'a=`f {{pw}}`\n', 1, /inside backticks/],
    ['a quoted here-document', 'shell' as const, "cat <<'E'\n{{pw}}\nE\n", 2, /Take the quotes off the word/],
    [
      'single quotes in PowerShell',
      'powershell' as const,
      "f '{{pw}}'\n",
      1,
      /nothing expands inside single quotes/,
    ],
    [
      'a here-string in PowerShell',
      'powershell' as const,
      "f @'\n{{pw}}\n'@\n",
      2,
      /nothing expands inside a here-string/,
    ],
  ])('is refused in %s', async (_, kind, script, line, message) => {
    expect(await problem(kind, script)).toMatchObject({ line, message: expect.stringMatching(message) });
  });

  test('whose name is none is told with its tag', async () => {
    expect(await problem('shell', 'true\nf {{pw}}\n', 'ssm:')).toEqual({
      layer: 'a.sh',
      line: 2,
      message: expect.stringMatching(
        /^The value of "pw" is no secret's name: expected ssm:\/path or ssm:name/,
      ),
    });
  });
});
