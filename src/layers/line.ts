import type { LayerOption } from './kind.js';
import type { LayerKind } from './layer.js';
import type { Problem } from './problem.js';

/** A layer as the user names it: `setup.sh`, `puppet:manifests/site.pp modules=modules`. */
export interface LayerLine {
  /** Where it is said; else the file tells. */
  readonly kind: LayerKind | undefined;
  /** Relative to the workspace, with forward slashes. */
  readonly path: string;
  readonly options: Readonly<Record<string, string>>;
  /** Options that are there more than once. */
  readonly twice?: readonly string[];
}

const OPTION = /([a-z]+(?:-[a-z]+)*)=(?:"([^"]*)"|(\S*))/;
const LINE = new RegExp(`^(.+?)((?:\\s+${OPTION.source})*)\\s*$`);

/** Takes a line apart: a kind and a colon, the path, which may hold blanks, and options (`name=value`, `name="a value"`). */
export function readLine(line: string, kinds: readonly LayerKind[]): LayerLine {
  const [, whole = line, behind = ''] = LINE.exec(line) ?? [];
  const kind = kinds.find((one) => whole.startsWith(`${one}:`));
  const path = kind === undefined ? whole : whole.slice(kind.length + 1);
  const options = [...behind.matchAll(new RegExp(OPTION, 'g'))].map(
    ([, name = '', quoted, plain = '']) => [name, quoted ?? plain] as const,
  );
  const names = options.map(([name]) => name);
  const twice = [...new Set(names.filter((name, index) => names.indexOf(name) < index))];
  return {
    kind,
    path: path.trim().replaceAll('\\', '/'),
    options: Object.fromEntries(options),
    ...(twice.length > 0 && { twice }),
  };
}

/** What is wrong with a layer's options. */
export function optionProblems(
  { options, twice = [] }: Pick<LayerLine, 'options' | 'twice'>,
  known: Readonly<Record<string, LayerOption>>,
  noun: string,
): Problem[] {
  const doubled = twice.map((name) => ({ message: `The option "${name}" is there more than once.` }));
  const wrong = Object.entries(options).flatMap(([name, value]) => {
    const option = Object.hasOwn(known, name) ? known[name] : undefined;
    if (option === undefined) return [{ message: unknown(name, Object.keys(known), noun) }];
    if (option.pattern.test(value)) return [];
    return [{ message: `The option "${name}" is "${value}"; expected ${option.expected}.` }];
  });
  return [...doubled, ...wrong];
}

function unknown(name: string, known: readonly string[], noun: string): string {
  const has = known.length === 0 ? 'It has none' : `It has ${known.join(', ')}`;
  return `This is ${noun}, which has no option "${name}". ${has}.`;
}
