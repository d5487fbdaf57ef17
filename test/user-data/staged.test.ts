import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Layer, OperatingSystem } from '../../src/layers/layer.js';
import { fetchingRunner } from '../../src/user-data/runner-linux.js';
import { renderUserData, type UserDataInput } from '../../src/user-data/render.js';
import { URL_MARK } from '../../src/user-data/system.js';
import { rowsOf } from './windows.js';

const signal = '0123456789abcdef0123456789abcdef';
const filler = `# ${randomBytes(20_000).toString('hex')}\n`;
const big: Layer = { kind: 'shell', name: 'big.sh', content: Buffer.from(`echo from big\n${filler}`) };

function render(layers: readonly Layer[], os: OperatingSystem, more: Partial<UserDataInput> = {}) {
  const input = { os, layers, variables: {}, signal, ttlMinutes: 90, allowSecrets: false };
  return renderUserData({ ...input, stagingBucket: 'staging', ...more });
}

describe('user data that is too big', () => {
  test('is divided for Linux: cloud-config and the end in time stay, the layers are staged', async () => {
    const config: Layer = { kind: 'cloud-config', name: 'a.yaml', content: Buffer.from('packages: [web]\n') };
    const { bytes, encoding, staged, shares, limit } = await render([config, big], 'linux');
    const small = Buffer.from(staged!.small).toString();
    expect([encoding, staged!.bucket, limit]).toEqual(['staged', 'staging', 50 * 1024 * 1024]);
    expect(small).toMatch(/cloud-boothook[^]*ttl=5400[^]*packages: \[web\][^]*zz-ami-launch[^]*#!\/bin\/sh/);
    expect(small).toContain(
      `'${URL_MARK}' "$python" "$folder/fetch" ${createHash('sha256').update(bytes).digest('hex')} `,
    );
    expect(small).not.toContain('from big');
    const payload = gunzipSync(bytes).toString();
    expect(payload).toMatch(/^#!\/bin\/sh\n[^]*status\.json[^]*\necho from big\n/);
    expect(payload).not.toMatch(/boothook|packages/);
    expect(shares.find(({ layer }) => layer === 'big.sh')!.bytes).toBeGreaterThan(bytes.length * 0.8);
  });

  test('is divided for Windows', async () => {
    const layer: Layer = { ...big, kind: 'powershell', name: 'big.ps1' };
    const { bytes, staged } = await render([layer], 'windows');
    const small = Buffer.from(staged!.small).toString();
    expect(small).toMatch(
      /^<powershell>\n[^<]*AddSeconds\(5400\)[^<]*DownloadFile\('https:[^<]*<\/powershell>\n$/,
    );
    expect(small).toContain(`-ne '${createHash('sha256').update(bytes).digest('hex')}'`);
    const payload = gunzipSync(bytes).toString();
    expect(rowsOf(payload).map(({ Name }) => Name)).toEqual(['big.ps1']);
    expect(payload).not.toMatch(/AddSeconds|DownloadFile/);
  });

  test('of a builder has its deadline and its power-off in what stays, too', async () => {
    for (const os of ['linux', 'windows'] as const) {
      const layer: Layer = os === 'linux' ? big : { ...big, kind: 'powershell' };
      const { bytes, staged } = await render([layer], os, { build: { deadlineSeconds: 1800 } });
      const small = Buffer.from(staged!.small).toString();
      expect(small).toMatch(os === 'linux' ? /\$\(\(1800 - / : /AddSeconds\(1800\)/);
      expect(small).toContain('ami-launch-power-off');
      expect(gunzipSync(bytes).toString()).toMatch(
        os === 'linux' ? /\npower_off\(/ : /function Stop-Machine/,
      );
    }
  });

  test('is advised a bucket, and refused where cloud-config alone is too big for what stays', async () => {
    const input = { os: 'linux' as const, layers: [big], variables: {}, signal, allowSecrets: false };
    await expect(renderUserData({ ...input, ttlMinutes: undefined })).rejects.toMatchObject({
      advice: expect.stringMatching(/^Give a `staging-bucket`/) as unknown,
    });
    const config: Layer = {
      ...big,
      kind: 'cloud-config',
      name: 'big.yaml',
      content: Buffer.from(`packages: []\n${filler}`),
    };
    await expect(render([config], 'linux')).rejects.toThrow(/not from a bucket[^]*big\.yaml: 40,\d+ bytes/);
  });
});

describe('a machine whose layers are staged', () => {
  let server: Server;
  let machine: string;
  let tries = 0;
  const runner = `#!/bin/sh\necho 'from the runner'\nexit 3\n`;
  beforeAll(async () => {
    machine = mkdtempSync(join(tmpdir(), 'staged-test-'));
    mkdirSync(join(machine, 'lib'));
    server = createServer((request, response) => {
      tries += 1;
      if (request.url === '/gone' || tries === 1) response.writeHead(403).end();
      else response.end(gzipSync(runner));
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
  });
  afterAll(() => {
    server.close();
    rmSync(machine, { recursive: true });
  });

  /** Runs the real text of the script, with time running fast. */
  async function run(path: string) {
    const digest = createHash('sha256').update(gzipSync(runner)).digest('hex');
    const text = fetchingRunner({ signal }, digest)
      .replace(URL_MARK, `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`)
      .replace('time.sleep(pause)', 'time.sleep(0)')
      .replaceAll('/dev/console', join(machine, 'console'))
      .replaceAll('/var/lib/cloud', join(machine, 'lib'));
    const file = join(machine, 'script');
    writeFileSync(file, text);
    writeFileSync(join(machine, 'console'), '');
    return new Promise<{ code: unknown; output: string; console: string; left: string[] }>((resolve) => {
      execFile('/bin/sh', [file], (error, stdout, stderr) =>
        resolve({
          code: error?.code ?? 0,
          output: stdout + stderr,
          console: readFileSync(join(machine, 'console'), 'utf8'),
          left: readdirSync(join(machine, 'lib')),
        }),
      );
    });
  }

  test('fetches them, tries again what fails, runs them, and ends as they do', async () => {
    expect(await run('/there?X-Amz-Signature=1')).toEqual({
      code: 3,
      output: 'ami-launch: fetching the layers\nfrom the runner\n',
      console: '',
      left: [],
    });
    expect(tries).toBe(2);
  });

  test('signals when it cannot have them, and never tells the URL', async () => {
    const { code, output, console, left } = await run('/gone');
    expect([code, console, left]).toEqual([1, `\nami-launch-signal: ${signal} failed staging exit 1\n`, []]);
    expect(output).toContain("can't be fetched from the staging bucket: HTTP Error 403: Forbidden\n");
    expect(output).not.toContain('/gone');
  });
});
