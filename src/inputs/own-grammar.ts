/** The grammars that are this action's own: base images and ready conditions. */
import { closest, distance } from 'fastest-levenshtein';
import { ALIASES, aliasNames, aliasOf, versioned } from '../image/aliases.js';
import type { BaseImageSource } from '../image/sources.js';
import type { Condition } from '../instances/ready/condition.js';
import type { TemplateRef } from '../instances/template.js';
import { reading } from './grammar.js';

/** `ubuntu` of `ubuntu-24.04-minimal`: the letters before the first version. */
const familyOf = (alias: string) => /^[a-z]+(-[a-z]+)*/.exec(alias)?.[0] ?? alias;

/** The first alias of each family: all of them would be a page. */
const EXAMPLES = Object.keys(ALIASES).filter(
  (alias, index, all) => all.findIndex((other) => familyOf(other) === familyOf(alias)) === index,
);
const IMAGE_FORMS = `an alias (${EXAMPLES.join(', ')} and their like: the README has them all), ami-…, ssm:/path or name:OWNER/GLOB`;

/** The nearest of `names`, unless it is too far off to be what was meant. */
export function nearest(given: string, names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined;
  const found = closest(given, names);
  return distance(given, found) <= Math.max(2, Math.floor(given.length / 3)) ? found : undefined;
}

/** `al2023`, `ami-0123456789abcdef0`, `ssm:/my/parameter`, `name:self/web-*` */
export function baseImage() {
  return reading<BaseImageSource>((given) => {
    if (/^ami-[0-9a-f]{8}([0-9a-f]{9})?$/.test(given)) return { value: { kind: 'id', id: given } };
    const path = /^ssm:(\/[\w./:-]+)$/.exec(given)?.[1];
    if (path !== undefined) return { value: { kind: 'parameter', path } };
    const [, owner, glob] = /^name:(self|amazon|aws-marketplace|\d{12})\/(.+)$/.exec(given) ?? [];
    if (owner !== undefined && glob !== undefined) return { value: { kind: 'name', owner, glob } };
    if (aliasOf(given) !== undefined) return { value: { kind: 'alias', alias: given } };
    return { expected: expectedImage(given) };
  });
}

function expectedImage(given: string): string {
  if (given.startsWith('ami-')) return 'an image ID: ami- and 8 or 17 hexadecimal digits';
  if (given.startsWith('ssm:'))
    return 'ssm: and a parameter name that begins with /, such as ssm:/golden/web';
  if (given.startsWith('name:')) {
    return 'name:OWNER/GLOB, where OWNER is self, amazon, aws-marketplace or an account of 12 digits';
  }
  const open = versioned(given);
  const forms =
    open === undefined
      ? IMAGE_FORMS
      : `${open.pattern}, where <version> is the ${open.version.what}, such as ${open.version.examples.join(', ')}`;
  const guess = nearest(given, aliasNames());
  return guess === undefined ? forms : `${forms}. Did you mean ${guess}?`;
}

/** `web`, `web:3`, `lt-0123456789abcdef0:$Latest`. Source of the characters: EC2 API reference, CreateLaunchTemplate. */
export function launchTemplate() {
  return reading<TemplateRef>((given) => {
    const [, id, name, version] =
      /^(?:(lt-[0-9a-f]{17}|lt-[0-9a-f]{8})|([\w()./-]{3,128}))(?::(\d{1,9}|\$Latest|\$Default))?$/.exec(
        given,
      ) ?? [];
    if (id !== undefined) return { value: { id, version } };
    if (name !== undefined && !name.startsWith('lt-')) return { value: { name, version } };
    return {
      expected:
        'the ID or name of a launch template, and a version if need be, such as web, web:3 or web:$Latest',
    };
  });
}

const CONDITION_FORMS =
  'running, status-checks, user-data, tcp:PORT, http:PORT/PATH, https:PORT/PATH, ssm or console:/REGEX/';

/** Commas may stand in a path or a pattern, so only those before another condition's name separate. */
export const CONDITION_SEPARATOR =
  /\n|,(?=\s*(?:(?:running|status-checks|user-data|ssm)\s*(?:,|\n|$)|(?:tcp|https?|console):))/;

const PLAIN = ['running', 'status-checks', 'user-data', 'ssm'] as const;

function isPlain(given: string): given is (typeof PLAIN)[number] {
  return (PLAIN as readonly string[]).includes(given);
}

/** A pattern is tried here, so that a slip in it is not told minutes after a launch. */
function consoleCondition(given: string): { value: Condition } | { expected: string } {
  const pattern = /^console:\/(.+)\/$/.exec(given)?.[1];
  if (pattern === undefined)
    return { expected: 'console: and a regular expression between slashes, such as console:/login:/' };
  try {
    new RegExp(pattern, 'm');
    return { value: { kind: 'console', pattern } };
  } catch (thrown) {
    return { expected: `a regular expression that JavaScript can read: ${(thrown as Error).message}` };
  }
}

export function condition() {
  return reading<Condition>((given) => {
    if (isPlain(given)) return { value: { kind: given } };
    if (given.startsWith('console:')) return consoleCondition(given);
    const [, kind, digits, path] = /^(tcp|http|https):(\d{1,5})(\/\S*)?$/.exec(given) ?? [];
    const port = Number(digits);
    if (kind === undefined || port < 1 || port > 65_535) return { expected: CONDITION_FORMS };
    if (kind !== 'tcp') return { value: { kind: kind as 'http' | 'https', port, path: path ?? '/' } };
    return path === undefined ? { value: { kind, port } } : { expected: 'tcp:PORT without a path' };
  });
}
