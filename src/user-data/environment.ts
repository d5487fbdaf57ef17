import { variableFor } from '../layers/environment.js';
import type { LayerEnvironment } from '../layers/kind.js';
import type { Layer } from '../layers/layer.js';
import type { Problem } from '../layers/problem.js';
import { KINDS } from '../layers/table.js';
import { decodeText } from '../layers/text.js';
import type { Hole } from './quote/unit.js';
import type { TextPiece } from './template.js';
import type { Secret } from './secrets/reference.js';
import { lookUp } from './variables.js';

/** An environment variable of a layer. */
export interface EnvironmentVariable {
  readonly variable: string;
  readonly value: string;
}

/** What a layer gets in its environment. */
export interface Handed {
  readonly environment: readonly EnvironmentVariable[];
  readonly secrets: readonly Secret[];
  readonly problems: readonly Problem[];
  /** The variables. */
  readonly used: readonly string[];
  /** Their values, for who looks for credentials in them. */
  readonly pieces: readonly (TextPiece | Hole)[];
}

/**
 * The variables that a layer gets as environment variables: those that its text or its files name. Not all of them, since an
 * image is baked anew when a variable of its layers changes.
 */
export function handOver(layer: Layer, variables: ReadonlyMap<string, string>): Handed {
  const { environment } = KINDS[layer.kind];
  if (environment === undefined) return NOTHING;
  const named = namedIn(layer, environment, [...variables.keys()])
    .map((name) => ({ name, variable: variableFor(name, environment) }))
    .sort((one, other) => (one.variable < other.variable ? -1 : 1));
  const used = named.map(({ name }) => name);
  const { pieces, problems } = lookUp(
    used.map((name) => ({ name, line: 1 })),
    variables,
  );
  const holes = pieces
    .filter((piece) => 'name' in piece)
    .map((hole) => ({ hole, variable: variableFor(hole.name, environment) }));
  return {
    environment: holes.flatMap(({ hole: { secret, value }, variable }) =>
      secret ? [] : [{ variable, value }],
    ),
    secrets: holes.flatMap(({ hole: { secret }, variable }) => (secret ? [{ ...secret, variable }] : [])),
    problems: [...problems, ...collisions(named)],
    used,
    pieces: holes.flatMap(({ hole }) => [{ text: '\n', line: hole.line }, hole]),
  };
}

function collisions(named: readonly { readonly name: string; readonly variable: string }[]): Problem[] {
  return named.flatMap(({ name, variable }, index) => {
    const before = named[index - 1];
    return before?.variable === variable
      ? [{ message: `The variables "${before.name}" and "${name}" would both be ${variable}. Rename one.` }]
      : [];
  });
}

const NOTHING: Handed = { environment: [], secrets: [], problems: [], used: [], pieces: [] };

function namedIn(layer: Layer, environment: LayerEnvironment, variables: readonly string[]): string[] {
  if (variables.length === 0) return [];
  const { use, mayUse } = environment;
  const own = { path: layer.name, content: layer.content };
  const texts = [own, ...(layer.files ?? [])].flatMap(({ path, content }) => {
    const text = decodeText(content);
    return text === undefined || mayUse?.(text, path) === false ? [] : [text];
  });
  return variables.filter((name) => {
    const variable = variableFor(name, environment);
    const expression =
      use === undefined ? new RegExp(`\\b${variable}\\b`) : use(variable.slice(environment.prefix.length));
    return texts.some((text) => expression.test(text));
  });
}
