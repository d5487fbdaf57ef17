/**
 * What a machine runs to fetch its secrets, against moto, which verifies signatures and looks up what the role allows.
 * Only the metadata service is of our own: moto has none.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FETCH_SECRET } from '../../src/user-data/secrets/fetch-linux.js';
import { rolePolicy } from '../../src/user-data/secrets/policy.js';
import { startInstanceServices, type Credentials } from '../user-data/instance-services.js';
import type { Checks } from './check.js';
import { runCommand, mustRun } from './command.js';
import { resetMoto, type Moto } from './moto.js';
import { venvProgram } from './venv.js';

interface Filled {
  readonly value: string;
  readonly arn: string;
  readonly may: Credentials;
  readonly mayNot: Credentials;
}

export async function userDataSecrets({ check, say }: Checks, moto: Moto): Promise<void> {
  say('\nSecrets fetched from moto, which verifies signatures and policies');
  await resetMoto(moto);
  const { value, arn, may, mayNot } = await fill(moto);
  await enforce(moto, '0');
  try {
    for (const [name, args, wanted] of [
      ['a parameter that is encrypted', ['ssm', '/web/db'], value],
      ['an older version of it', ['ssm', '/web/db:1'], 'old'],
      ['a secret', ['secretsmanager', 'web/db'], JSON.stringify({ password: value })],
      ['one key of a secret, by its ARN', ['secretsmanager', arn, 'password'], value],
    ] as const) {
      await check(`${name} arrives unchanged`, async () => {
        const { code, stdout, stderr } = await fetchSecret(moto, may, args);
        // Python writes JSON in its own spacing.
        const got = wanted.startsWith('{') ? JSON.stringify(JSON.parse(stdout)) : stdout;
        assert.deepEqual([got, code, stderr], [wanted, 0, '']);
      });
    }
    await check('a role without the policy is refused, and told so', async () => {
      const { code, stdout, stderr } = await fetchSecret(moto, mayNot, ['ssm', '/web/db']);
      assert.deepEqual([code, stdout], [1, '']);
      assert.match(stderr, /^ami-launch: ssm:\/web\/db can't be fetched: .*\n$/);
    });
    await check('so is a signature with another key', async () => {
      const keys = { ...may, SecretAccessKey: 'another' };
      const { code, stdout } = await fetchSecret(moto, keys, ['ssm', '/web/db']);
      assert.deepEqual([code, stdout], [1, '']);
    });
  } finally {
    await enforce(moto, 'inf');
  }
}

async function fill({ url }: Moto): Promise<Filled> {
  const secrets = [
    { service: 'ssm', id: '/web/db' },
    { service: 'secretsmanager', id: 'web/db' },
  ] as const;
  const policy = JSON.stringify(rolePolicy(secrets, 'eu-west-1'));
  const script = 'test/peers/user-data/moto_secrets.py';
  return JSON.parse(await mustRun(venvProgram('python'), [script, url, policy])) as Filled;
}

/** After how many more calls moto verifies who calls and what they may. */
async function enforce({ url }: Moto, calls: string): Promise<void> {
  const headers = { 'content-type': 'text/plain' };
  const { ok, status } = await fetch(`${url}/moto-api/reset-auth`, { method: 'POST', headers, body: calls });
  assert.ok(ok, `moto answers ${status}`);
}

async function fetchSecret(moto: Moto, credentials: Credentials, args: readonly string[]) {
  const services = await startInstanceServices(credentials);
  const folder = mkdtempSync(join(tmpdir(), 'fetch-'));
  try {
    const script = join(folder, 'fetch');
    writeFileSync(script, FETCH_SECRET);
    const env = { AWS_ENDPOINT_URL: moto.url, AWS_EC2_METADATA_SERVICE_ENDPOINT: services.url };
    return await runCommand('python3', [script, ...args], { env });
  } finally {
    rmSync(folder, { recursive: true });
    await services.close();
  }
}
