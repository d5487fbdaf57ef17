import type { AfterFacts, BakeFacts, LaunchFacts } from '../../modes/result.js';
import { blocks, code, joined, type Markdown, table, words } from '../markdown.js';
import { linked } from './console-link.js';
import { took } from './words.js';

/** How the baked image came to be: its layers, which of them were there already, and where it went. */
export function imagePart({ bake, region }: Pick<LaunchFacts, 'bake' | 'region'>): Markdown | undefined {
  if (bake === undefined) return undefined;
  const { fingerprint, start, layers, image, after } = bake;
  const whole = image?.id === start.id;
  return blocks(
    words`### 🧱 Image`,
    table(layers, [
      { head: 'Layer', cell: ({ name }) => code(name) },
      {
        head: 'Came',
        cell: ({ reused }) =>
          reused || whole
            ? words`♻️ with ${linked('image', start.id, region)}`
            : image === undefined
              ? '⏳ is to be baked'
              : '🔥 baked now',
      },
      { head: 'Fingerprint up to here', cell: (layer) => code(layer.fingerprint.slice(0, 12)) },
    ]),
    words`Fingerprint ${code(fingerprint)}${tookWords(bake)}`,
    after && afterPart(after, region),
  );
}

function tookWords({ took: times }: BakeFacts): string {
  if (times === undefined) return '';
  const { builder, imaging } = times;
  return `: the builder took ${took(builder * 1000)}, imaging ${took(imaging * 1000)}`;
}

function afterPart(after: AfterFacts, region: string): Markdown | undefined {
  const { copies, sharedWith, parameter, deprecatedAt, retired } = after;
  const ids = (list: readonly { readonly region: string; readonly id: string }[]) =>
    joined(
      list.map((one) => words`${linked('image', one.id, one.region)} in ${code(one.region)}`),
      ', ',
    );
  const rows: [string, Markdown | undefined][] = [
    ['Copies', copies.length === 0 ? undefined : ids(copies)],
    ['Shared with', sharedWith.length === 0 ? undefined : joined(sharedWith.map(code), ', ')],
    [
      'Parameter',
      parameter &&
        words`${code(parameter.name)}${parameter.previous === undefined ? '' : words`, before ${linked('image', parameter.previous, region)}`}`,
    ],
    ['Deprecated from', deprecatedAt === undefined ? undefined : words`${deprecatedAt.slice(0, 10)}`],
    ['Retired', retired.length === 0 ? undefined : ids(retired)],
  ];
  const told = rows.filter(([, value]) => value !== undefined);
  return told.length === 0
    ? undefined
    : table(told, [
        { head: 'What', cell: ([name]) => words`${name}` },
        { head: 'Is', cell: ([, value]) => value },
      ]);
}
