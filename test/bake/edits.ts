/** Trees of layers as git has them, and whatever may be done to one. */
import fc from 'fast-check';
import type { Ground } from '../../src/bake/fingerprint.js';

export interface SourceFile {
  readonly path: string;
  /** Text with LF, or bytes. */
  readonly content: string | Uint8Array;
  readonly executable: boolean;
}

/** With files it is a folder. */
export interface Source extends Pick<SourceFile, 'content'> {
  readonly name: string;
  readonly files?: readonly SourceFile[];
}

/** All that decides about an image. */
export interface Tree {
  readonly ground: Ground;
  readonly layers: readonly Source[];
}

const line = fc.constantFrom('echo a', 'echo b', 'echo "ä€😀"', '', ' # \r in between', 'true');
const content = fc
  .tuple(fc.array(line, { minLength: 1, maxLength: 4 }), fc.boolean())
  .map(([lines, ended]) => `:\n${lines.join('\n')}${ended ? '\n' : ''}`);
const file = fc.record({
  path: fc.constantFrom('a', 'b', 'b/a', 'b.a', 'a\nplain', 'ä'),
  content,
  executable: fc.boolean(),
});
const files = fc.uniqueArray(file, { maxLength: 3, selector: ({ path }) => path });
const name = fc.constantFrom('a.sh', 'b.sh', 'a.bash', 'ä.sh', 'a/setup.sh', 'b/setup.sh');
const layer = fc.record({ name, content, files }, { requiredKeys: ['name', 'content'] });
const layers = fc.uniqueArray(layer, { minLength: 1, maxLength: 4, selector: (one) => one.name });

const some = <T>(...values: T[]) => fc.constantFrom(undefined, ...values);
const settings = fc.record<Ground['settings']>({
  kmsKeyId: some('alias/one', 'alias/two'),
  volumeGiB: some(10, 100),
  volumeType: some('gp2', 'gp3'),
  volumeThroughput: some(10, 100),
  volumeIops: some(100, 3000),
});
const SETTINGS = ['kmsKeyId', 'volumeGiB', 'volumeType', 'volumeThroughput', 'volumeIops'] as const;
const ground = fc.record<Ground>({
  base: fc.constantFrom('ami-1', 'ami-2'),
  architecture: fc.constantFrom('x86_64', 'arm64'),
  settings,
});

export const trees: fc.Arbitrary<Tree> = fc.record({ ground, layers });

type Edit = (tree: Tree) => Tree;

const without = <T>(list: readonly T[], at: number): T[] =>
  list.filter((_, index) => index !== at % list.length);
const inserted = <T>(list: readonly T[], at: number, one: T): T[] => {
  const before = at % (list.length + 1);
  return [...list.slice(0, before), one, ...list.slice(before)];
};
const changed = <T>(list: readonly T[], at: number, change: (one: T) => T): T[] =>
  list.map((one, index) => (index === at % list.length ? change(one) : one));

const ofLayers =
  (edit: (layers: readonly Source[]) => Source[]): Edit =>
  (tree) => ({ ...tree, layers: edit(tree.layers) });
const ofFiles = (at: number, edit: (files: readonly SourceFile[]) => SourceFile[]): Edit =>
  ofLayers((all) =>
    changed(all, at, (one) => (one.files === undefined ? one : { ...one, files: edit(one.files) })),
  );

/** Some change nothing: the first never, others at times. */
export const edits: fc.Arbitrary<Edit> = fc.oneof(
  fc.constant<Edit>((tree) => tree),
  fc
    .tuple(fc.nat(), content)
    .map(([at, content]) => ofLayers((all) => changed(all, at, (one) => ({ ...one, content })))),
  fc
    .tuple(fc.nat(), name)
    .map(([at, name]) =>
      ofLayers((all) =>
        all.some((one) => one.name === name) ? [...all] : changed(all, at, (one) => ({ ...one, name })),
      ),
    ),
  fc.nat().map((at) => ofLayers((all) => without(all, at))),
  fc
    .tuple(fc.nat(), content)
    .map(([at, content]) => ofLayers((all) => inserted(all, at, { name: 'new.sh', content }))),
  fc.nat().map((at) => ofLayers((all) => [...all.slice(at % all.length), ...all.slice(0, at % all.length)])),
  fc.tuple(fc.nat(), fc.nat()).map(([at, which]) => ofFiles(at, (all) => without(all, which))),
  fc
    .tuple(fc.nat(), file)
    .map(([at, file]) => ofFiles(at, (all) => [...all.filter(({ path }) => path !== file.path), file])),
  fc
    .tuple(fc.nat(), fc.nat())
    .map(([at, which]) =>
      ofFiles(at, (all) => changed(all, which, (one) => ({ ...one, executable: !one.executable }))),
    ),
  fc
    .tuple(fc.constantFrom('base' as const, 'architecture' as const), ground)
    .map(([key, other]): Edit => (tree) => ({ ...tree, ground: { ...tree.ground, [key]: other[key] } })),
  fc.tuple(fc.constantFrom(...SETTINGS), settings).map(([key, other]): Edit => ({ ground, layers }) => ({
    ground: { ...ground, settings: { ...ground.settings, [key]: other[key] } },
    layers,
  })),
);

/** The tree up to so many layers, as one text for each that is different. */
export function upTo({ ground, layers }: Tree, count: number): string {
  const sorted = ({ name, content, files = [] }: Source) => [
    name,
    content,
    files.map(({ path, content, executable }) => [path, content, executable]).sort(),
  ];
  const { base, architecture, settings } = ground;
  return JSON.stringify([
    base,
    architecture,
    SETTINGS.map((key) => settings[key]),
    layers.slice(0, count).map(sorted),
  ]);
}
