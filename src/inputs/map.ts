/**
 * Names and values: as `NAME=VALUE` lines, or as a YAML map (JSON is one too). The values may be secret, and where
 * something is wrong a name may be a piece of one: what is told of the text is a line's number, and a name only if
 * it is one.
 */
import * as v from 'valibot';
import type * as Yaml from 'yaml';
import { lineAt } from '../layers/text.js';

export const VARIABLE_NAME = /^[A-Za-z_][A-Za-z0-9_-]*$/;

/** One thing that is wrong with the text. */
interface Fault {
  /** Counted from 1. */
  readonly line: number;
  /** As it follows `line 3`. */
  readonly what: string;
}

/** A name and its value, as far as they can be had. */
interface Entry {
  readonly line: number;
  readonly name: string;
  /** Or what is wrong with it. */
  readonly value: string | { readonly what: string };
}

/**
 * @param name what a name has to be, and `names` the same in words
 */
export function map(name: RegExp, names: string) {
  return v.pipeAsync(
    v.string(),
    v.rawTransformAsync<string, Readonly<Record<string, string>>>(async ({ dataset, addIssue, NEVER }) => {
      const read = await readMap(dataset.value, name);
      if (!('line' in read)) return read.values;
      const expected = `NAME=VALUE lines or a YAML map, with names of ${names}`;
      addIssue({ message: `${expected}; line ${read.line} ${read.what}` });
      return NEVER;
    }),
  );
}

async function readMap(
  given: string,
  name: RegExp,
): Promise<{ readonly values: Readonly<Record<string, string>> } | Fault> {
  const entries = isYaml(given) ? await yamlEntries(given) : lineEntries(given);
  if (!Array.isArray(entries)) return entries;
  const values = new Map<string, string>();
  for (const { line, name: one, value } of entries) {
    const what = !name.test(one)
      ? 'has no such name'
      : values.has(one)
        ? `gives ${JSON.stringify(one)} a second time`
        : undefined;
    if (what !== undefined) return { line, what };
    if (typeof value !== 'string') return { line, ...value };
    values.set(one, value);
  }
  return { values: Object.fromEntries(values) };
}

/** By the first line that says something: YAML has a colon where a line has its `=`. */
function isYaml(given: string): boolean {
  const first = given.split('\n').find(saysSomething)?.trim() ?? '';
  return /^(?:[{"']|(?:---|\?)(?:\s|$))/.test(first) || /^[^=]*?:(?:\s|$)/.test(first);
}

function saysSomething(line: string): boolean {
  const text = line.trimStart();
  return text !== '' && !text.startsWith('#');
}

const FURTHER_LINES = 'a value of several lines needs a YAML map with "NAME: |"';

/** The value is all behind the first `=`, as it stands. */
function lineEntries(given: string): Entry[] | Fault {
  const entries: Entry[] = [];
  for (const [index, text] of given.split(/\r?\n/).entries()) {
    if (!saysSomething(text)) continue;
    const line = index + 1;
    const at = text.indexOf('=');
    if (at < 0) return { line, what: `has no "="${line > 1 ? `: ${FURTHER_LINES}` : ''}` };
    if (line > 1 && endsBase64(text))
      return { line, what: `looks like the end of a base64 text: ${FURTHER_LINES}` };
    entries.push({ line, name: text.slice(0, at).trim(), value: text.slice(at + 1) });
  }
  return entries;
}

/** Such as the last line of a key. Taken for a name it would be told to everybody, as one that no layer uses. */
function endsBase64(line: string): boolean {
  const text = line.trim();
  if (/^[A-Za-z0-9+/]+==$/.test(text)) return true;
  return /^[A-Za-z0-9+/]{15,}=$/.test(text) && /[0-9+/]/.test(text) && text.length % 4 === 0;
}

/**
 * Values are taken as they are written: `1.10` stays `1.10`. The library is loaded only here, and its words are kept
 * from the user: they quote the text. Tags, anchors and aliases would take a part of a value away, or name it.
 */
async function yamlEntries(given: string): Promise<Entry[] | Fault> {
  const yaml = await import('yaml');
  // Not `parse`, which has node print warnings with the lines they are about.
  const document = yaml.parseDocument(given, {
    schema: 'failsafe',
    prettyErrors: false,
    uniqueKeys: false,
    logLevel: 'error',
  });
  const fault = faultIn(document, given);
  if (fault !== undefined) return fault;
  const { contents } = document;
  if (!yaml.isMap(contents)) return { line: 1, what: 'begins no YAML map' };
  if (hasProperties(contents)) return { line: 1, what: PROPERTIES };
  return (contents as Yaml.YAMLMap).items.map((pair) => yamlEntry(pair, given, yaml));
}

function yamlEntry({ key, value }: Yaml.Pair, given: string, { isAlias, isScalar }: typeof Yaml): Entry {
  if (!isScalar(key)) return { line: lineOf(key, given), name: '', value: '' };
  const line = lineOf(key, given);
  const name = String(key.value);
  if (hasProperties(key) || hasProperties(value) || isAlias(value))
    return { line, name, value: { what: PROPERTIES } };
  if (isScalar(value)) return { line, name, value: String(value.value) };
  const what =
    value === null ? 'has no value' : 'has a list or a map for a value: only single values can be filled in';
  return { line, name, value: { what } };
}

const PROPERTIES =
  'has a YAML tag, anchor or alias: a value that begins with !, & or * has to stand in quotes';

function hasProperties(node: unknown): boolean {
  const { tag, anchor } = (node ?? {}) as { tag?: string; anchor?: string };
  return tag !== undefined || anchor !== undefined;
}

function lineOf(node: unknown, given: string): number {
  const { range } = (node ?? {}) as { range?: readonly number[] | null };
  return lineAt(given, range?.[0] ?? 0);
}

/** What people get wrong, by the library's codes for it. */
const FAULTS: Readonly<Record<string, string>> = {
  BAD_SCALAR_START: 'begins a value with a character that YAML keeps for itself: put the value in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'has a second ": ": put the value in quotes',
  BAD_DQ_ESCAPE: 'has a backslash in double quotes that YAML does not know: use single quotes',
  MULTIPLE_DOCS: 'begins a second YAML document',
  TAB_AS_INDENT: 'is indented with tabs: use blanks',
  MISSING_CHAR: 'is neither "NAME: VALUE" nor the rest of a value, or ends what is not closed yet',
};

function faultIn({ errors }: Yaml.Document.Parsed, given: string): Fault | undefined {
  const [error] = errors;
  if (error === undefined) return undefined;
  const what = FAULTS[error.code] ?? 'is not as YAML has it: put the value in quotes';
  return { line: lineAt(given, error.pos[0]), what };
}
