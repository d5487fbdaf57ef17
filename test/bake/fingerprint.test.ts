/** What an image is made of: the same wherever it is checked out, another whenever it changes. */
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fingerprints, type Ground } from '../../src/bake/fingerprint.js';
import type { Layer, LayerKind } from '../../src/layers/layer.js';
import { loadLayers } from '../../src/layers/load.js';
import { fillLayers } from '../../src/user-data/render.js';
import { edits, type Source, trees, upTo } from './edits.js';

interface Checkout {
  readonly crlf: boolean;
  /** In what order the file system lists what it holds. */
  readonly backwards: boolean;
}

const AS_GIT: Checkout = { crlf: false, backwards: false };

function bytesOf({ content }: Pick<Source, 'content'>, { crlf }: Checkout): Uint8Array {
  return Buffer.from(
    crlf && typeof content === 'string' ? content.replaceAll('\n', '\r\n') : (content as string),
  );
}

function layerOf(source: Source, how: Checkout): Layer {
  const { name } = source;
  const layer = { kind: kindOf(name), name, content: bytesOf(source, how) };
  if (source.files === undefined) return layer;
  const files = source.files.map((file) => ({ ...file, content: bytesOf(file, how) }));
  return { ...layer, files: how.backwards ? files.reverse() : files };
}

interface Given {
  readonly ground?: Ground | undefined;
  readonly how?: Checkout;
  readonly variables?: Readonly<Record<string, string>> | undefined;
}

function chainOf(
  layers: readonly Source[],
  { ground, how = AS_GIT, variables }: Given = {},
): Promise<string[]> {
  return fingerprinted(
    layers.map((layer) => layerOf(layer, how)),
    { ground, variables },
  );
}

async function fingerprinted(
  layers: readonly Layer[],
  { ground = GROUND, variables = {} }: Given = {},
): Promise<string[]> {
  const filled = await fillLayers({ layers, variables, allowSecrets: true });
  return fingerprints(ground, filled.layers);
}

const KINDS: Readonly<Record<string, LayerKind>> = { yaml: 'cloud-config', ps1: 'powershell' };
const kindOf = (name: string): LayerKind => KINDS[name.split('.').at(-1) ?? ''] ?? 'shell';

const NO_SETTINGS: Ground['settings'] = {
  kmsKeyId: undefined,
  volumeGiB: undefined,
  volumeType: undefined,
  volumeThroughput: undefined,
  volumeIops: undefined,
};
const GROUND: Ground = { base: 'ami-0123456789abcdef0', architecture: 'x86_64', settings: NO_SETTINGS };

/**
 * A change of any of these is a major release: every image of every user would be baked anew. They also hold how values
 * are quoted, as a layer counts with its variables filled in.
 */
describe('golden values', () => {
  const VARIABLES = {
    version: '1.2.3',
    greeting: `it's "$HOME" & more`,
    password: 'secretsmanager:web/db#password',
  };

  test('of each kind of layer', async () => {
    const layers = [
      { name: 'packages.sh', content: 'set -eu\ndnf install -y nginx\n' },
      { name: 'motd.yaml', content: 'write_files:\n  - path: /etc/motd\n    content: "{{greeting}}"\n' },
      { name: 'app.sh', content: 'echo {{version}} "{{greeting}}" {{password}}\n' },
      { name: 'app.ps1', content: "Write-Output '{{greeting}}'\n" },
      {
        name: 'web/setup.sh',
        content: 'cp index.html /usr/share/nginx/html/\n',
        files: [
          { path: 'index.html', content: '<p>{{as it is}}</p>\n', executable: false },
          { path: 'bin/hook', content: Uint8Array.of(0, 0x0d, 0x0a, 0xff), executable: true },
        ],
      },
    ];

    expect(await chainOf(layers, { variables: VARIABLES })).toEqual([
      '66b68af5af0f3f83e04342c2e136753c31875b6a8a5ed5c774b2981539f9b58a',
      'c687c194eaa35371058cd10c483601a89a395c3829f7039b2ac352d84c14798e',
      'bf15185b5e553c35e1863b7ccc8218e99247f47c13b88aa4460270f3597421c5',
      'c050da4b849f41ddb8f621e182c5ce7969774d3322d9cc55a4dd44992f6b5583',
      '4bbbaeb0a43935d6d68df5cfce9d638de4989eba2e91c7f288e10e0262d06bd5',
      '2f50a3d905843cbe0fad389ac17b5091c96f2d5bfae4955f639c2394b0152e45',
    ]);
  });

  test('of settings', async () => {
    const settings = {
      kmsKeyId: 'alias/images',
      volumeGiB: 20,
      volumeType: 'gp3',
      volumeThroughput: 500,
      volumeIops: 6000,
    };

    expect(await chainOf([], { ground: { ...GROUND, architecture: 'arm64', settings } })).toEqual([
      'b86585d9d4faef14c60810e2df2da1678c32fdc23b5ed5547e8a4d4c75fc9ad2',
    ]);
  });
});

test('500 random edits: the fingerprint changes exactly when content, names, order, executable bits or settings do', async () => {
  const how = fc.record({ crlf: fc.boolean(), backwards: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(trees, edits, how, async (before, edit, how) => {
      const after = edit(before);
      const chain = await chainOf(before.layers, before);
      const other = await chainOf(after.layers, { ...after, how });

      expect(other).toHaveLength(after.layers.length + 1);
      for (const [index, fingerprint] of other.entries()) {
        if (upTo(after, index) === upTo(before, index)) expect(fingerprint).toBe(chain[index]);
        else expect(chain).not.toContain(fingerprint);
      }
    }),
    { numRuns: 500 },
  );
});

describe('what counts, beside that', () => {
  const one = (content: string | Uint8Array) => [{ name: 'one.sh', content }];

  test('of what is no text, every byte', async () => {
    const lf = Uint8Array.of(0x3a, 0x0a, 0xff, 0x0a);
    const crlf = Uint8Array.of(0x3a, 0x0a, 0xff, 0x0d, 0x0a);

    expect(await chainOf(one(lf))).not.toEqual(await chainOf(one(crlf)));
  });

  test('the values of variables, wherever they are used', async () => {
    const chain = (variables: Record<string, string>) => chainOf(one('echo {{name}}\n'), { variables });

    expect(await chain({ name: 'a', unused: 'b' })).toEqual(await chain({ name: 'a' }));
    expect(await chain({ name: 'b' })).not.toEqual(await chain({ name: 'a' }));
  });

  test('of a secret only where it is kept', async () => {
    const chain = (name: string) => chainOf(one('echo {{name}}\n'), { variables: { name } });
    const places = ['ssm:/a', 'ssm:/b', 'ssm:/a:1', 'secretsmanager:/a', 'secretsmanager:/a#key'];
    const chains = await Promise.all(places.map(async (place) => (await chain(place)).at(-1)));

    expect(new Set(chains).size).toBe(places.length);
    expect(await chain('ssm:/a')).toEqual(await chain('ssm:/a'));
  });

  test('cloud-config of a checkout with CRLF as that of one with LF', async () => {
    const content = '#cloud-config\nwrite_files:\n  - path: /a\n    content: |\n      {{name}}\n\n      b\n';
    const layers = [{ name: 'a.yaml', content }];
    const variables = { name: 'a' };

    expect(await chainOf(layers, { variables, how: { ...AS_GIT, crlf: true } })).toEqual(
      await chainOf(layers, { variables }),
    );
  });
});

test('where, when, in what order and with what rights a checkout was written does not count', async () => {
  const layers = [
    { name: 'one.ps1', content: 'echo one\n' },
    {
      name: 'web/setup.ps1',
      content: 'echo two\n',
      files: [{ path: 'a', content: 'a\n', executable: true }],
    },
  ];
  const written = [...layers, { name: 'web/a', content: 'a\n' }];
  const root = mkdtempSync(path.join(tmpdir(), 'ami-launch-fingerprint-'));
  try {
    for (const crlf of [false, true]) {
      const workspace = path.join(root, `checkout ${crlf}`);
      mkdirSync(path.join(workspace, 'web'), { recursive: true });
      for (const source of crlf ? written : [...written].reverse()) {
        const file = path.join(workspace, source.name);
        const mode = source.name === 'web/a' || crlf ? 0o755 : 0o644;
        writeFileSync(file, bytesOf(source, { ...AS_GIT, crlf }), { mode });
        utimesSync(file, Number(crlf), Number(crlf));
      }
      const loaded = await loadLayers(['one.ps1', 'web'], { workspace });
      expect(await fingerprinted(loaded)).toEqual(await chainOf(layers));
    }
  } finally {
    rmSync(root, { recursive: true });
  }
});
