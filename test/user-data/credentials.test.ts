import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Layer, LayerKind, OperatingSystem } from '../../src/layers/layer.js';
import { LayerFailure } from '../../src/layers/problem.js';
import { renderUserData } from '../../src/user-data/render.js';

function layer(name: string, content: string): Layer {
  const kinds: Record<string, LayerKind> = { ps1: 'powershell', yaml: 'cloud-config' };
  return { kind: kinds[name.split('.').at(-1) ?? ''] ?? 'shell', name, content: Buffer.from(content) };
}

async function refusal(
  layers: readonly Layer[],
  variables: Record<string, string> = {},
  more: { os?: OperatingSystem; allowSecrets?: boolean } = {},
): Promise<LayerFailure | undefined> {
  const signal = '0'.repeat(32);
  const input = {
    os: 'linux' as const,
    layers,
    variables,
    signal,
    ttlMinutes: undefined,
    allowSecrets: false,
  };
  try {
    await renderUserData({ ...input, ...more });
    return undefined;
  } catch (thrown) {
    if (thrown instanceof LayerFailure) return thrown;
    throw thrown;
  }
}

/** All that anybody could write down of it. */
function told(failure: LayerFailure | undefined): string {
  return JSON.stringify([failure?.message, failure?.advice, failure?.problems, failure?.stack]);
}

/** Put together here, so that those who look for credentials in repositories find none in this file. */
const text = (alphabet: string, length: number) =>
  Array.from({ length }, (_, index) => alphabet[(index * 7 + 3) % alphabet.length]).join('');
const LETTERS = 'aB3dE5gH7jK9mN1pQ2rS4tU6vW8xY0z';
const UPPER = 'A2B3C4D5E6F7G7H';
const BASE64 = `${text(LETTERS, 60)}+/`;
const keyBlock = (name: string, lines: readonly string[]) =>
  [`-----BEGIN ${name}-----`, ...lines, `-----END ${name}-----`].join('\n');

const CREDENTIALS: Record<string, string> = {
  'a personal token of GitHub': `ghp_${text(LETTERS, 36)}`,
  'an OAuth token of GitHub': `gho_${text(LETTERS, 36)}`,
  "an app's token of GitHub": `ghs_${text(LETTERS, 36)}`,
  'a fine-grained token of GitHub': `github_pat_${text(LETTERS, 22)}_${text(LETTERS, 59)}`,
  'a token of Slack': `xoxb-${text('1234567890', 12)}-${text('1234567890', 12)}-${text(LETTERS, 24)}`,
  'a secret access key with its name': `AWS_SECRET_ACCESS_KEY=${text(LETTERS, 40)}`,
  'a pair of AWS keys on a command line': `configure AKIA${text(UPPER, 16)} ${text(LETTERS, 39)}/`,
  'a private key of OpenSSL': keyBlock('RSA PRIVATE KEY', [`MIIE${BASE64}`, BASE64, BASE64]),
  'a private key of OpenSSH': keyBlock('OPENSSH PRIVATE KEY', [`b3BlbnNzaC1rZXktdjEAAAAA${BASE64}`, BASE64]),
  'a private key of PGP': keyBlock('PGP PRIVATE KEY BLOCK', ['Version: 1', '', `lQ${BASE64}`, BASE64]),
  'a URL with a password': `https://deploy:${text(LETTERS, 12)}@git.octo.test/web.git`,
  'a database with a password': `postgres://web:${text(LETTERS, 12)}@db.octo.test/web`,
};

/** Each kind of layer, and the same text in it: line 4 of the file. */
const LAYERS: [string, OperatingSystem, (content: string) => Layer][] = [
  ['a shell script', 'linux', (content) => layer('a.sh', `#!/bin/sh\n\n\nx='${content}'\n`)],
  ['PowerShell', 'windows', (content) => layer('a.ps1', `# a\n\n\n$x = '${content}'\n`)],
  [
    'cloud-config',
    'linux',
    (content) => layer('a.yaml', `a: b\nc: d\nx:\n  y: |\n    ${content.replaceAll('\n', '\n    ')}\n`),
  ],
  [
    'cloud-config with Jinja',
    'linux',
    (content) => layer('a.yaml', `## template: jinja\n#cloud-config\n\ny: ${JSON.stringify(content)}\n`),
  ],
];

describe.each(Object.entries(CREDENTIALS))('%s is refused', (_, secret) => {
  test.each(LAYERS)('in %s, with its line and never its text', async (_where, os, make) => {
    const failure = await refusal([make(secret)], {}, { os });
    expect(failure).toMatchObject({
      id: 'secret-in-user-data',
      problems: [
        {
          line: expect.any(Number),
          message: expect.stringMatching(/^This looks like a credential \(.+\)\.$/),
        },
      ],
      advice: expect.stringMatching(
        /`ssm:\/path`.*`secretsmanager:name`.*`allow-secrets-in-user-data: true`/,
      ),
    });
    expect([4, 5]).toContain(failure?.problems[0]?.line);
    expect(told(failure)).not.toContain(secret.slice(-30));
  });

  test('in the value of a variable, by its name', async () => {
    const failure = await refusal([layer('a.sh', '#!/bin/sh\n\nx="{{secret}}"\n')], { secret });
    expect(failure?.problems).toEqual([
      {
        layer: 'a.sh',
        line: 3,
        message: expect.stringMatching(/^\{\{secret\}\} puts in what looks like a credential \(.+\)\.$/),
      },
    ]);
    expect(told(failure)).not.toContain(secret.slice(-30));
  });

  test('unless the user says so', async () => {
    expect(await refusal([layer('a.sh', `x='${secret}'\n`)], {}, { allowSecrets: true })).toBeUndefined();
  });
});

describe('a credential', () => {
  const name = layer('a.sh', 'true\nexport AWS_SECRET_ACCESS_KEY={{key}}\n');

  test('is known by what stands before the tag, too', async () => {
    expect((await refusal([name], { key: text(LETTERS, 40) }))?.problems).toEqual([
      {
        layer: 'a.sh',
        line: 2,
        message: '{{key}} puts in what looks like a credential (AWS Secret Access Key).',
      },
    ]);
  });

  test('is no credential when the machine fetches it', async () => {
    expect(await refusal([name], { key: 'ssm:/web/key' })).toBeUndefined();
  });

  test('is told of together with all else that is wrong, in every layer', async () => {
    const secret = CREDENTIALS['a personal token of GitHub'] ?? '';
    const failure = await refusal([layer('a.sh', `${secret}\n{{x}}`), layer('b.sh', `\n${secret}`)]);
    expect([failure?.id, failure?.problems.map(({ layer: where, line }) => [where, line])]).toEqual([
      'layers-unfit',
      [
        ['a.sh', 1],
        ['a.sh', 2],
        ['b.sh', 2],
      ],
    ]);
  });

  test('is refused in what is no text, and whatever a comment says', async () => {
    const secret = CREDENTIALS['a personal token of GitHub'] ?? '';
    const binary = { ...layer('a', ''), content: Buffer.from(`#!/x\n\xff\n${secret}`, 'latin1') };
    expect((await refusal([binary]))?.problems[0]?.line).toBe(3);
    expect(await refusal([layer('a.sh', `# secretlint-disable\n${secret}\n`)])).toBeDefined();
  });

  test.each([
    ['with its byte order mark', '\uFEFF'],
    ['without', ''],
  ])('is refused in UTF-16, %s', async (_what, mark) => {
    const secret = CREDENTIALS['a personal token of GitHub'] ?? '';
    const script: Layer = {
      kind: 'powershell',
      name: 'a.ps1',
      content: Buffer.from(`${mark}exit\r\n${secret}\r\n`, 'utf16le'),
    };
    expect((await refusal([script], {}, { os: 'windows' }))?.problems[0]?.line).toBe(2);
  });

  test('is never told, wherever it stands', async () => {
    const secret = fc.constantFrom(...Object.values(CREDENTIALS));
    const around = fc.string({ unit: fc.constantFrom(...Array.from('ab ="\n$(){}#:/')), maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(secret, around, around, async (found, before, after) => {
        const failure = await refusal([layer('a.sh', `${before} {{v}} ${after}\n`)], { v: found });
        expect(told(failure)).not.toContain(found.slice(-20));
      }),
      { numRuns: 50 },
    );
  });
});

const ORDINARY: Record<string, string> = {
  'a script for nginx and Docker': `#!/bin/bash
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive
curl -fsSL https://download.docker.com/linux/ubuntu/gpg | gpg --dearmor -o /etc/apt/keyrings/docker.gpg
echo "deb [signed-by=/etc/apt/keyrings/docker.gpg] https://download.docker.com/linux/ubuntu noble stable" >/etc/apt/sources.list.d/docker.list
echo "2f3a9b1c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f8  app.tar.gz" | sha256sum --check
git checkout 9fceb02d0ae598e95dc970b74767f19372d61af8
docker login -u "$USER" --password-stdin <"$HOME/token"
docker run -d -e DATABASE_URL="postgres://web:\${DB_PASSWORD}@db.octo.test/web" 123456789012.dkr.ecr.eu-west-1.amazonaws.com/web:1.2.3
account_id=123456789012
aws s3 cp s3://octo-artifacts/web/AKIAIOSFODNN7EXAMPLE.txt /tmp/
grep -q -- '-----BEGIN PRIVATE KEY-----' /etc/ssl/private/web.key || openssl req -new -nodes -keyout /etc/ssl/private/web.key
psql "postgres://web:password@localhost/web"
curl -u "$USER:$TOKEN" https://{{host}}/health
`,
  'a virtual host': `cat >/etc/nginx/conf.d/web.conf <<'EOF'
server {
  listen 443 ssl http2;
  ssl_certificate_key /etc/ssl/private/web.key;
  location / { proxy_pass http://127.0.0.1:8080; proxy_set_header Authorization $http_authorization; }
}
EOF
`,
  'public keys': `mkdir -p ~/.ssh
echo 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl me@octo.test' >>~/.ssh/authorized_keys
echo '-----BEGIN CERTIFICATE-----
${BASE64}
-----END CERTIFICATE-----' >/etc/ssl/certs/own.pem
`,
};

test.each(Object.entries(ORDINARY))('%s passes', async (_, script) => {
  expect(await refusal([layer('a.sh', script)], { host: 'octo.test' })).toBeUndefined();
});
