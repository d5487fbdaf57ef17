import { closest, distance } from 'fastest-levenshtein';
import type { Problem } from '../layers/problem.js';
import type { Hole } from './quote/unit.js';
import { readReference } from './secrets/reference.js';
import type { Piece, TagPiece, TextPiece } from './template.js';

/** Variables as callers have them. */
export type Variables = ReadonlyMap<string, string> | Readonly<Record<string, string>>;

/** A template with each variable's value at hand. */
export interface Filling {
  readonly pieces: readonly (TextPiece | Hole)[];
  readonly problems: readonly Problem[];
}

/** Variables as a map; a record's own keys only. */
export function asMap(variables: Variables): ReadonlyMap<string, string> {
  return variables instanceof Map
    ? (variables as ReadonlyMap<string, string>)
    : new Map(Object.entries(variables));
}

/**
 * Looks up the variables that a template names. A name that isn't there is a problem, with the nearest one that is. A value
 * that refers to a secret becomes the name of an environment variable.
 */
export function lookUp(pieces: readonly Piece[], variables: ReadonlyMap<string, string>): Filling {
  const found: (TextPiece | Hole)[] = [];
  const problems: Problem[] = [];
  const names = [...variables.keys()];
  // By their places in the layer, where no other variable has a say.
  const inLayer = [...new Set(pieces.flatMap((piece) => ('name' in piece ? [piece.name] : [])))];
  for (const piece of pieces) {
    if ('text' in piece) {
      found.push(piece);
      continue;
    }
    const value = variables.get(piece.name);
    const filled = value === undefined ? missing(piece.name, names) : holeOf(piece, value, inLayer);
    if (typeof filled === 'string') problems.push({ line: piece.line, message: filled });
    else found.push(filled);
  }
  return { pieces: found, problems };
}

/** A tag with its value, or why it can't have it. */
function holeOf(tag: TagPiece, value: string, names: readonly string[]): Hole | string {
  if (!isPassable(value)) return unpassable(tag.name);
  const reference = readReference(value);
  if (reference === undefined) return { ...tag, value };
  if ('expected' in reference)
    return `The value of "${tag.name}" is no secret's name: expected ${reference.expected}.`;
  return {
    ...tag,
    value: '',
    secret: { variable: `AMI_LAUNCH_SECRET_${names.indexOf(tag.name) + 1}`, reference },
  };
}

/** One sentence for each variable that no layer names: most likely a slip of the pen. */
export function unusedWarnings(variables: ReadonlyMap<string, string>, used: ReadonlySet<string>): string[] {
  return [...variables.keys()]
    .filter((name) => !used.has(name))
    .map((name) => `The variable "${name}" is given, but no layer names it.`);
}

/** No file and no command line takes a NUL, and half a surrogate pair has no UTF-8. */
function isPassable(value: string): boolean {
  return !value.includes('\0') && !/\p{Cs}/u.test(value);
}

function unpassable(name: string): string {
  return `The value of "${name}" holds a NUL or half a character, which no text can. Pass binary data as base64.`;
}

function missing(name: string, known: readonly string[]): string {
  if (known.length === 0)
    return `There is no variable "${name}": none are given. Add "${name}=…" to the input variables.`;
  const nearest = closest(name, known);
  const guess = distance(name.toLowerCase(), nearest.toLowerCase()) <= Math.max(1, name.length / 3);
  return guess
    ? `There is no variable "${name}". Is it "${nearest}"?`
    : `There is no variable "${name}". Given are: ${known.join(', ')}.`;
}
