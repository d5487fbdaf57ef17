import type { Scalar } from 'yaml';
import { isJinja, readCloudConfig } from '../../layers/kinds/cloud-config.js';
import { lineAt } from '../../layers/text.js';
import type { Problem } from '../../layers/problem.js';
import type { TextPiece } from '../template.js';
import { scanShell } from './shell/scan.js';
import { isHole, type Filled, type Hole, type Unit } from './unit.js';
import { placesIn, type Place, type Yaml } from './yaml-places.js';

/** A stretch of the text that something else takes the place of. */
interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Fills a cloud-config layer: in the tree, never in the text, so that no value can change the structure. Each string
 * with a hole is written anew as a double-quoted string; all other bytes stay. So a filled string is always a string:
 * `port: {{port}}` becomes `port: "8080"`. Where cloud-init needs a number, tag it: `port: !!int {{port}}`.
 *
 * Strings that are shell commands or scripts get their values quoted for the shell too. A hole in a YAML comment stays as
 * it is written.
 */
export async function fillCloudConfig(pieces: readonly (TextPiece | Hole)[]): Promise<Filled> {
  const marks = markHoles(pieces);
  if (marks.holes.size === 0) return check(marks, pieces);
  const yaml = await import('yaml');
  const { document, problems } = await readCloudConfig(marks.text);
  if (problems.length > 0) return check(marks, pieces);
  const placeOf = placesIn(document, yaml);
  const replacements: Replacement[] = [];
  const found: Problem[] = [];
  yaml.visit(document, {
    Scalar: (role, scalar) => {
      const filled = fillScalar(scalar, placeOf(scalar), marks);
      if (filled === undefined || !scalar.range) return;
      const [start, end] = scalar.range;
      const lineEnd = marks.text.slice(start, end).endsWith('\n') ? '\n' : '';
      const text = doubleQuoted(filled.text, yaml);
      found.push(...filled.problems);
      if (role === 'key' && text.length > LONGEST_KEY) found.push(tooLong(String(scalar.value), marks));
      replacements.push({ start, end, text: text + lineEnd });
    },
  });
  found.push(...misplaced(marks, replacements));
  return { text: unmark(replace(marks.text, replacements), marks), problems: found };
}

/** YAML 1.1 and 1.2, 7.4.2: an implicit key has at most 1024 characters. */
const LONGEST_KEY = 1024;

function tooLong(key: string, marks: Marks): Problem {
  const hole = key
    .split(marks.pattern)
    .map((part) => marks.holes.get(part))
    .find(isHole);
  const message = `{{${hole?.name ?? ''}}} makes a key of more than ${LONGEST_KEY} characters, which YAML doesn't allow.`;
  return hole === undefined ? { message } : { line: hole.line, message };
}

/** A layer as one text, in which each hole is a word that occurs nowhere else. */
interface Marks {
  readonly text: string;
  readonly holes: ReadonlyMap<string, Hole>;
  /** Matches the words, and captures them. */
  readonly pattern: RegExp;
}

function markHoles(pieces: readonly (TextPiece | Hole)[]): Marks {
  const all = pieces.map((piece) => ('text' in piece ? piece.text : '\0')).join('');
  let word = 'amilaunchvalue';
  while (all.includes(word)) word += 'x';
  const holes = new Map<string, Hole>();
  const text = pieces
    .map((piece) => {
      if ('text' in piece) return piece.text;
      const mark = `${word}${holes.size}z`;
      holes.set(mark, piece);
      return mark;
    })
    .join('');
  return { text, holes, pattern: new RegExp(`(${word}[0-9]+z)`) };
}

/** Without holes, or with YAML that can't be read, there is only something to say. */
async function check(marks: Marks, pieces: readonly (TextPiece | Hole)[]): Promise<Filled> {
  // cloud-init fills such a file in first, so that it need not be YAML yet.
  if (isJinja(marks.text)) return { text: marks.text, problems: [] };
  const { problems } = await readCloudConfig(marks.text);
  const inFile = problems.map(({ offset, message }) => ({
    line: lineInFile(pieces, marks, offset),
    message,
  }));
  return { text: marks.text, problems: inFile };
}

/** The line of the user's file: template comments above it may have vanished from the text. */
function lineInFile(pieces: readonly (TextPiece | Hole)[], marks: Marks, offset: number): number {
  const lengths = [...marks.holes.keys()].map((mark) => mark.length);
  let left = offset;
  for (const piece of pieces) {
    const length = 'text' in piece ? piece.text.length : (lengths.shift() ?? 0);
    if (left <= length) return piece.line + ('text' in piece ? lineAt(piece.text, left) - 1 : 0);
    left -= length;
  }
  return lineAt(marks.text, offset);
}

/** What a string is with its holes filled; `undefined` when it has none. */
function fillScalar(scalar: Scalar, place: Place, marks: Marks): Filled | undefined {
  const parts = String(scalar.value).split(marks.pattern);
  if (parts.length === 1) return undefined;
  const units = parts.flatMap((part): Unit[] => {
    const hole = marks.holes.get(part);
    return hole === undefined ? part.split('') : [hole];
  });
  const holes = units.filter(isHole);
  const secrets = holes.filter(({ secret }) => secret !== undefined);
  if (secrets.length > 0) return { text: '', problems: secrets.map(notHere) };
  if (place === 'shell') return scanShell(units);
  if (place === 'text')
    return { text: units.map((unit) => (isHole(unit) ? unit.value : unit)).join(''), problems: [] };
  const message = `stands in a script for "${place.scriptFor}", and values can only be quoted for shells. Write the value to a file of its own that the script reads.`;
  return { text: '', problems: holes.map(({ name, line }) => ({ line, message: `{{${name}}} ${message}` })) };
}

function notHere({ name, line }: Hole): Problem {
  const message = `{{${name}}} is fetched when the machine boots, which only a shell layer can do; cloud-init reads this before. Move what needs it into a shell layer.`;
  return { line, message };
}

/**
 * A string as YAML that reads the same in YAML 1.1 and 1.2. Beyond what JSON escapes, PyYAML refuses or folds some
 * characters (`reader.py`, NON_PRINTABLE; `scanner.py`, line breaks), and old builds of it all above U+FFFF.
 */
function doubleQuoted(text: string, yaml: Yaml): string {
  return yaml
    .stringify(text, { defaultStringType: 'QUOTE_DOUBLE', doubleQuotedAsJSON: true, lineWidth: 0 })
    .trimEnd()
    .replace(/[\u007F-\u009F\u2028\u2029\uFEFF\uFFFE\uFFFF]|[\u{10000}-\u{10FFFF}]/gu, (char) => {
      const hex = (char.codePointAt(0) ?? 0).toString(16).toUpperCase();
      return hex.length > 4 ? `\\U${hex.padStart(8, '0')}` : `\\u${hex.padStart(4, '0')}`;
    });
}

function replace(text: string, replacements: readonly Replacement[]): string {
  // From the end, so that the places of those before stay right.
  return [...replacements]
    .sort((one, other) => other.start - one.start)
    .reduce((done, { start, end, text: by }) => done.slice(0, start) + by + done.slice(end), text);
}

/** Holes that are neither in a string nor in a comment: in an anchor, an alias, a tag, a directive. */
function misplaced(marks: Marks, replacements: readonly Replacement[]): Problem[] {
  return [...marks.holes].flatMap(([mark, hole]) => {
    const at = marks.text.indexOf(mark);
    const before = marks.text.slice(marks.text.lastIndexOf('\n', at) + 1, at);
    const settled = replacements.some(({ start, end }) => start <= at && at < end) || /(^|\s)#/.test(before);
    return settled
      ? []
      : [
          {
            line: hole.line,
            message: `{{${hole.name}}} stands where YAML has a name for itself (an anchor, an alias or a tag). Only keys and values can be filled in.`,
          },
        ];
  });
}

/** Puts the holes that are left, those in comments, back as they were written. */
function unmark(text: string, marks: Marks): string {
  return text.replace(new RegExp(marks.pattern, 'g'), (mark) => `{{${marks.holes.get(mark)?.name ?? ''}}}`);
}
