import { createHash } from 'node:crypto';
import fc from 'fast-check';
import type { Layer, LayerKind } from '../../src/layers/layer.js';
import { LayerFailure } from '../../src/layers/problem.js';
import { renderUserData } from '../../src/user-data/render.js';
import { anyValue } from './values.js';

export const SIGNAL = '0123456789abcdef0123456789abcdef';

/** Layers for Linux and how many minutes their machine may live. */
export interface LayerSet {
  readonly layers: readonly Layer[];
  readonly ttlMinutes: number | undefined;
}

/** What a set came to: user data, or the ID of the failure that says why not. */
export type Outcome = { readonly bytes: Uint8Array } | { readonly refused: string };

/** Without what would be a variable. */
const line = fc
  .oneof(
    { weight: 3, arbitrary: anyValue },
    {
      weight: 1,
      arbitrary: fc.constantFrom('BASE64', 'FETCH', 'cat >"$folder/layer-1" <<\'END\'', '--ami-launch'),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom('#!/bin/sh', 'MIME-Version: 1.0', '--', 'From me', '.', 'é'.repeat(200)),
    },
  )
  .map((text) => text.replaceAll('{{', '{ {'));
const name = fc
  .string({ unit: fc.constantFrom(...Array.from(`abc/. -_'"\\$;é🦊%`)), minLength: 1, maxLength: 20 })
  .filter((text) => text.trim() !== '');

/** Of several sizes: some fit as they are, some packed, some not at all. */
const filler = fc.oneof(
  { weight: 20, arbitrary: fc.constant('') },
  { weight: 2, arbitrary: fc.nat(2_000).map((count) => '# filler\n'.repeat(count)) },
  { weight: 1, arbitrary: fc.integer({ min: 80, max: 500 }).map(noise) },
);

/** So many lines that don't pack. */
function noise(lines: number): string {
  const one = (index: number): string => createHash('sha256').update(`${lines} ${index}`).digest('base64');
  return Array.from({ length: lines }, (_, index) => `# ${one(index)}\n`).join('');
}

const shell = fc
  .tuple(
    name,
    fc.oneof(
      {
        weight: 4,
        arbitrary: fc
          .tuple(fc.array(line, { maxLength: 8 }), filler)
          .map(
            ([lines, rest]) => `# ${lines.map((text) => text.replaceAll(/\s/g, ' ')).join('\n# ')}\n${rest}`,
          ),
      },
      {
        weight: 2,
        arbitrary: fc.array(line, { maxLength: 8 }).map((lines) => `#!/usr/bin/perl\n${lines.join('\n')}`),
      },
      {
        weight: 1,
        arbitrary: fc
          .uint8Array({ minLength: 1, maxLength: 300 })
          .map((bytes) => Buffer.from([0x7f, 0xff, ...bytes])),
      },
    ),
  )
  .map(([file, content]): Layer => layer('shell', `${file}.sh`, content));

const key = fc.constantFrom('runcmd', 'packages', 'hostname', 'é', 'a b', '🦊', '#', 'yes');
const config = fc
  .tuple(name, fc.dictionary(key, fc.array(line, { maxLength: 4 }), { minKeys: 1 }), fc.nat(3), filler)
  .map(([file, map, form, rest]): Layer => {
    // DEL is no character of YAML.
    const yaml = `${JSON.stringify(map).replaceAll('{{', '{ {').replaceAll('\u007F', '')}\n${rest}`;
    const head =
      ['', '#cloud-config\n', '#cloud-config \r\n', '## template: jinja\n#cloud-config\n'][form] ?? '';
    return layer('cloud-config', `${file}.yaml`, head + yaml);
  });

export const layerSets: fc.Arbitrary<LayerSet> = fc.record({
  layers: fc.array(fc.oneof({ weight: 3, arbitrary: shell }, { weight: 2, arbitrary: config }), {
    maxLength: 6,
  }),
  ttlMinutes: fc.option(fc.integer({ min: 1, max: 10_000 }), { nil: undefined }),
});

function layer(kind: LayerKind, file: string, content: string | Uint8Array): Layer {
  return { kind, name: file, content: Buffer.from(content) };
}

/** Renders a set; whatever is thrown but a refusal is a crash. */
export async function render({ layers, ttlMinutes }: LayerSet): Promise<Outcome> {
  try {
    return await renderUserData({
      os: 'linux',
      layers,
      variables: {},
      signal: SIGNAL,
      ttlMinutes,
      allowSecrets: true,
    });
  } catch (thrown) {
    if (thrown instanceof LayerFailure) return { refused: thrown.id };
    throw thrown;
  }
}

/** What a cloud-config layer is in the message: with the header that cloud-init wants. */
export function configText({ content }: Layer): string {
  const text = Buffer.from(content).toString('utf8');
  return /^(?:#cloud-config\s*\n|## template)/.test(text) ? text : `#cloud-config\n${text}`;
}

/** A file that the runner writes for a layer, and the name that it runs it under. */
export interface WrittenLayer {
  readonly name: string;
  readonly content: Buffer;
}

/** The layers that are in a runner, read as a shell would: each here-document up to the line that is its word. */
export function layersIn(runner: string): WrittenLayer[] {
  const lines = runner.split('\n');
  const contents = new Map<string, Buffer>();
  const layers: WrittenLayer[] = [];
  for (let at = 0; at < lines.length; at++) {
    const text = lines[at] ?? '';
    const [, program, file = '', word] = /^(cat|head -c \d+|base64 -d) >(\S+) <<'([^']+)' /.exec(text) ?? [];
    if (word !== undefined) {
      const end = lines.indexOf(word, at + 1);
      const body = lines.slice(at + 1, end).map((one) => `${one}\n`);
      const written = Buffer.from(body.join(''), program === 'base64 -d' ? 'base64' : 'utf8');
      const [, first] = /^head -c (\d+)$/.exec(program ?? '') ?? [];
      contents.set(file, first === undefined ? written : written.subarray(0, Number(first)));
      at = end;
      continue;
    }
    const [, quoted, own = ''] = /^run (.*) (\S+)$/.exec(text) ?? [];
    if (quoted !== undefined) {
      const said = quoted.replaceAll(
        /'([^']*)'|\\(.)/g,
        (_, plain?: string, escaped?: string) => plain ?? escaped ?? '',
      );
      layers.push({ name: said, content: contents.get(own) ?? Buffer.alloc(0) });
    }
  }
  return layers;
}
