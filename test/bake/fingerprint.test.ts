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

/** A layer as git has it: with LF. */
interface Source {
  readonly name: string;
  readonly content: string | Uint8Array;
}

type Checkout = 'lf' | 'crlf';

/** The bytes of a layer in a checkout. */
function bytesOf({ content }: Source, how: Checkout): Uint8Array {
  return Buffer.from(
    how === 'crlf' && typeof content === 'string' ? content.replaceAll('\n', '\r\n') : (content as string),
  );
}

interface Given {
  readonly ground?: Ground | undefined;
  readonly how?: Checkout;
  readonly variables?: Readonly<Record<string, string>> | undefined;
}

async function chainOf(
  layers: readonly Source[],
  { ground, how = 'lf', variables }: Given = {},
): Promise<string[]> {
  const raw = layers.map((layer) => ({
    kind: kindOf(layer.name),
    name: layer.name,
    content: bytesOf(layer, how),
  }));
  return fingerprinted(raw, { ground, variables });
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
const SETTINGS = Object.keys(NO_SETTINGS) as (keyof Ground['settings'])[];
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
    ];

    expect(await chainOf(layers, { variables: VARIABLES })).toEqual([
      '66b68af5af0f3f83e04342c2e136753c31875b6a8a5ed5c774b2981539f9b58a',
      'c687c194eaa35371058cd10c483601a89a395c3829f7039b2ac352d84c14798e',
      'bf15185b5e553c35e1863b7ccc8218e99247f47c13b88aa4460270f3597421c5',
      'c050da4b849f41ddb8f621e182c5ce7969774d3322d9cc55a4dd44992f6b5583',
      '4bbbaeb0a43935d6d68df5cfce9d638de4989eba2e91c7f288e10e0262d06bd5',
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

describe('500 random edits', () => {
  const line = fc.constantFrom('echo a', 'echo b', 'echo "ä€😀"', '', ' # \r in between', 'true');
  const content = fc
    .tuple(fc.array(line, { minLength: 1, maxLength: 4 }), fc.boolean())
    .map(([lines, ended]) => `:\n${lines.join('\n')}${ended ? '\n' : ''}`);
  const name = fc.constantFrom('a.sh', 'b.sh', 'a.bash', 'A.sh', 'ä.sh');
  const layer = fc.record({ name, content });
  const some = <T>(...values: T[]) => fc.constantFrom(undefined, ...values);
  const settings = fc.record({
    kmsKeyId: some('alias/one', 'alias/two'),
    volumeGiB: some(10, 100),
    volumeType: some('gp2', 'gp3'),
    volumeThroughput: some(10, 100),
    volumeIops: some(100, 3000),
  });
  const ground = fc.record({
    base: fc.constantFrom('ami-1', 'ami-2'),
    architecture: fc.constantFrom<Ground['architecture']>('x86_64', 'arm64'),
    settings,
  });
  const how = fc.constantFrom<Checkout>('lf', 'crlf');

  interface Made {
    readonly ground: Ground;
    readonly layers: readonly Source[];
  }
  const spliced = <T>(list: readonly T[], at: number, count: number, ...put: T[]): T[] => [
    ...list.slice(0, at % (list.length + 1)),
    ...put,
    ...list.slice((at % (list.length + 1)) + count),
  ];
  const changed = <T>(list: readonly T[], at: number, change: Partial<T>): T[] =>
    list.map((one, index) => (index === at % list.length ? { ...one, ...change } : one));

  /** What may be done to a tree; some of it changes nothing at times, as in a repository. */
  const edit = fc.oneof(
    fc.constant((made: Made) => made),
    fc.tuple(fc.nat(), content).map(([at, content]) => ({ ground, layers }: Made) => ({
      ground,
      layers: changed(layers, at, { content }),
    })),
    fc.tuple(fc.nat(), name).map(([at, name]) => ({ ground, layers }: Made) => ({
      ground,
      layers: layers.some((one) => one.name === name) ? layers : changed(layers, at, { name }),
    })),
    fc.nat().map((at) => ({ ground, layers }: Made) => ({ ground, layers: spliced(layers, at, 1) })),
    fc.tuple(fc.nat(), content).map(([at, content]) => ({ ground, layers }: Made) => ({
      ground,
      layers: spliced(layers, at, 0, { name: 'new.sh', content }),
    })),
    fc.nat().map((at) => ({ ground, layers }: Made) => ({
      ground,
      layers: [...layers.slice(at % layers.length), ...layers.slice(0, at % layers.length)],
    })),
    fc
      .tuple(fc.constantFrom('base' as const, 'architecture' as const), ground)
      .map(([key, other]) => ({ ground, layers }: Made) => ({
        ground: { ...ground, [key]: other[key] },
        layers,
      })),
    fc.tuple(fc.constantFrom(...SETTINGS), settings).map(([key, other]) => ({ ground, layers }: Made) => ({
      ground: { ...ground, settings: { ...ground.settings, [key]: other[key] } },
      layers,
    })),
  );

  test('the fingerprint changes exactly when content, names, order, the base or settings do', async () => {
    const layers = fc.uniqueArray(layer, { minLength: 1, maxLength: 4, selector: (one) => one.name });
    await fc.assert(
      fc.asyncProperty(ground, layers, edit, how, async (ground, layers, edit, how) => {
        const before = { ground, layers };
        const after = edit(before);
        const chain = await chainOf(layers, { ground });

        const other = await chainOf(after.layers, { ground: after.ground, how });

        const alike = (upTo: number) =>
          JSON.stringify([ground, layers.slice(0, upTo)]) ===
          JSON.stringify([after.ground, after.layers.slice(0, upTo)]);
        expect(other).toHaveLength(after.layers.length + 1);
        for (const [index, fingerprint] of other.entries()) {
          if (alike(index)) expect(fingerprint).toBe(chain[index]);
          else expect(chain).not.toContain(fingerprint);
        }
      }),
      { numRuns: 500 },
    );
  });
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

    expect(await chainOf(layers, { variables, how: 'crlf' })).toEqual(await chainOf(layers, { variables }));
  });
});

test('where, when, in what order and with what rights a checkout was written does not count', async () => {
  const layers = [
    { name: 'one.sh', content: 'echo one\n' },
    { name: 'two.sh', content: 'echo two\n' },
  ];
  const root = mkdtempSync(path.join(tmpdir(), 'ami-launch-fingerprint-'));
  try {
    for (const [place, how] of (['lf', 'crlf'] as const).entries()) {
      const workspace = path.join(root, `checkout ${place}`);
      mkdirSync(workspace);
      for (const layer of place === 0 ? layers : [...layers].reverse()) {
        const file = path.join(workspace, layer.name);
        writeFileSync(file, bytesOf(layer, how), { mode: place === 0 ? 0o644 : 0o755 });
        utimesSync(file, place, place);
      }
      const loaded = await loadLayers(['one.sh', 'two.sh'], { workspace });
      expect(await fingerprinted(loaded)).toEqual(await chainOf(layers));
    }
  } finally {
    rmSync(root, { recursive: true });
  }
});
