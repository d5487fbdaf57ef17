/** How the text of a lock file is read. What is wrong with it is told with its line, all of it at once. */
import * as v from 'valibot';
import type { Document } from 'yaml';
import type { FollowedSource } from '../image/sources.js';
import type { Lock, Pin } from '../image/lock.js';
import type { Problem } from '../layers/problem.js';
import { reason } from '../failure.js';
import { lineAt } from '../layers/text.js';
import { reading, text } from './grammar.js';
import { baseImage, nearest } from './own-grammar.js';
import { REGION } from './rows/run.js';

/** What it may follow: whatever leads to another image tomorrow. */
const SOURCE = v.pipe(
  baseImage(),
  v.rawTransform<v.InferOutput<ReturnType<typeof baseImage>>, FollowedSource>(
    ({ dataset: { value }, addIssue, NEVER }) => {
      if (value.kind !== 'id' && value.kind !== 'lock') return value;
      addIssue({ message: 'what the lock follows: an alias, ssm:/path or name:OWNER/GLOB' });
      return NEVER;
    },
  ),
);

const TIME = reading((given) =>
  /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(given) && !Number.isNaN(Date.parse(given))
    ? { value: given }
    : { expected: 'a time such as 2026-11-19T08:30:00.000Z' },
);

const PIN = map({
  id: text(/^ami-[0-9a-f]{8}([0-9a-f]{9})?$/, 'an image ID: ami- and 8 or 17 hexadecimal digits'),
  name: text(/^[^\0\n]+$/, "the image's name"),
  owner: text(/^\d{12}$/, 'the account that owns the image: 12 digits'),
  created: v.optional(TIME),
});

const LOCK = map({
  source: SOURCE,
  images: v.record(
    text(REGION, 'an AWS region such as eu-west-1'),
    map({ x86_64: v.optional(PIN), arm64: v.optional(PIN) }),
    mapOf(['a region, such as eu-west-1']),
  ),
});

/** A map with these keys and no others; of those that may be left out `v.optional` says so. */
function map<E extends v.ObjectEntries>(entries: E) {
  return v.strictObject(entries, mapOf(Object.keys(entries)));
}

/** What is said where something else is than such a map, a key of it is missing, or there is one too many. */
function mapOf(keys: readonly string[]) {
  return ({ expected, received, path }: v.BaseIssue<unknown>) => {
    const last = String(path?.at(-1)?.key);
    if (expected === 'never') {
      const guess = nearest(last, keys);
      return `one of ${keys.join(', ')}${guess === undefined ? '' : `: did you mean ${guess}?`}`;
    }
    return received === 'undefined' && keys.includes(last)
      ? 'something: it is missing'
      : `a map with ${keys.join(', ')}`;
  };
}

/** The lock that the text holds, or what is wrong with it. All its scalars are texts, so that an account keeps its zeros. */
export async function parseLock(given: string): Promise<Lock | readonly Problem[]> {
  const { isMap, parseDocument } = await import('yaml');
  const document = parseDocument(given, { schema: 'failsafe', prettyErrors: false });
  if (document.errors.length > 0) {
    return document.errors.map(({ pos, message }) => ({
      line: lineAt(given, pos[0]),
      message: `The YAML is not right: ${message}`,
    }));
  }
  let contents: unknown;
  try {
    // valibot takes a list for a map.
    contents = isMap(document.contents) ? document.toJS() : undefined;
  } catch (error) {
    // Aliases are looked at only here: one may lead nowhere, or hundreds into each other.
    return [{ message: `The YAML is not right: ${reason(error)}` }];
  }
  const read = v.safeParse(LOCK, contents);
  if (!read.success) return read.issues.map((issue) => problemOf(issue, document, given));
  return read.output as { source: FollowedSource; images: Record<string, Record<string, Pin>> };
}

function problemOf(issue: v.BaseIssue<unknown>, document: Document, given: string): Problem {
  const keys = issue.path?.map(({ key }) => String(key)) ?? [];
  const got =
    typeof issue.input === 'string' && issue.expected !== 'never'
      ? `got ${JSON.stringify(issue.input)}; `
      : '';
  const where = keys.length === 0 ? '' : `${keys.join('.')}: `;
  return {
    line: lineAt(given, offsetOf(document, keys)),
    message: `${where}${got}expected ${issue.message}`,
  };
}

/** Where the value of these keys stands; of what is not there the place where it should be. */
function offsetOf(document: Document, keys: readonly string[]): number {
  for (let length = keys.length; length > 0; length -= 1) {
    const node = document.getIn(keys.slice(0, length), true) as { range?: readonly number[] } | undefined;
    if (node?.range !== undefined) return node.range[0] ?? 0;
  }
  return (document.contents as { range?: readonly number[] } | null)?.range?.[0] ?? 0;
}
