/** The grammars that are this action's own: base images and ready conditions. */
import { closest, distance } from 'fastest-levenshtein';
import { ALIASES, aliasNames, aliasOf, examplesOf, versioned } from '../image/aliases.js';
import type { BaseImageSource, LockedSource } from '../image/sources.js';
import type { Condition } from '../instances/ready/condition.js';
import type { TemplateRef } from '../instances/template.js';
import { reading } from './grammar.js';
import { either } from './problem.js';

/** `ubuntu` of `ubuntu-24.04-minimal`: the letters before the first version. */
const familyOf = (alias: string) => /^[a-z]+(-[a-z]+)*/.exec(alias)?.[0] ?? alias;

/** The first alias of each family: all of them would be a page. */
const EXAMPLES = Object.keys(ALIASES).filter(
  (alias, index, all) => all.findIndex((other) => familyOf(other) === familyOf(alias)) === index,
);
const IMAGE_FORMS = `an alias (${EXAMPLES.join(', ')} and their like: the README has them all), ami-…, ssm:/path, name:OWNER/GLOB or lock:FILE`;

/** The nearest of `names`, unless it is too far off to be what was meant. */
export function nearest(given: string, names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined;
  const small = given.toLowerCase();
  const found = closest(small, names);
  return distance(small, found) <= Math.max(2, Math.floor(given.length / 3)) ? found : undefined;
}

/** A base image as the input names it: a lock file is still to be read. */
export type NamedImage = Exclude<BaseImageSource, LockedSource> | Omit<LockedSource, 'lock'>;

/** `al2023`, `ami-0123456789abcdef0`, `ssm:/my/parameter`, `name:self/web-*`, `lock:.ami-launch.lock` */
export function baseImage() {
  return reading<NamedImage>((given) => {
    if (/^ami-[0-9a-f]{8}([0-9a-f]{9})?$/.test(given)) return { value: { kind: 'id', id: given } };
    const path = /^ssm:(\/[\w./:-]+)$/.exec(given)?.[1];
    if (path !== undefined) return { value: { kind: 'parameter', path } };
    const [, owner, glob] = /^name:(self|amazon|aws-marketplace|\d{12})\/(.+)$/.exec(given) ?? [];
    if (owner !== undefined && glob !== undefined) return { value: { kind: 'name', owner, glob } };
    const lock = /^lock:(\S[^\0\n]*)$/.exec(given)?.[1];
    if (lock !== undefined) return { value: { kind: 'lock', path: lock } };
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
  if (given.startsWith('lock:')) return 'lock: and the path of a lock file, such as lock:.ami-launch.lock';
  const open = versioned(given);
  const forms =
    open === undefined
      ? IMAGE_FORMS
      : `${open.pattern}, where <version> is the ${open.version.what}, such as ${examplesOf(open.pattern, open.version).join(', ')}`;
  const guesses = open === undefined ? meant(given) : near(given, (alias) => alias.startsWith(open.before));
  return guesses.length === 0 ? forms : `${forms}. Did you mean ${either(guesses)}?`;
}

/**
 * The aliases that may be meant. Where `given` is no more than a beginning, all that begin so: which release of
 * `ubuntu` somebody wants can't be told from its letters.
 */
function meant(given: string): readonly string[] {
  const small = given.toLowerCase();
  if (aliasOf(small) !== undefined) return [small];
  const begun = (part = '') =>
    part.length > 1 ? Object.keys(ALIASES).filter((alias) => alias.startsWith(part)) : [];
  const found = [begun(small), near(small), begun(/^[a-z]+(?=\W)/.exec(small)?.[0])];
  return found.find(({ length }) => length > 0) ?? [];
}

function near(given: string, among: (alias: string) => boolean = () => true): readonly string[] {
  const found = nearest(given, aliasNames().filter(among));
  return found === undefined ? [] : [found];
}

/** `web`, `web:3`, `lt-0123456789abcdef0:$Latest`. Source of the characters: EC2 API reference, CreateLaunchTemplate. */
export function launchTemplate() {
  return reading<TemplateRef>((given) => {
    const [, id, name, version] =
      /^(?:(lt-[0-9a-f]{17}|lt-[0-9a-f]{8})|([\w()./-]{3,128}))(?::([1-9]\d{0,8}|\$Latest|\$Default))?$/.exec(
        given,
      ) ?? [];
    if (id !== undefined) return { value: { id, version } };
    if (name !== undefined && !name.startsWith('lt-')) return { value: { name, version } };
    return {
      expected:
        'the ID or name of a launch template, and a version from 1 on if need be, such as web, web:3 or web:$Latest',
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

const CONSOLE_FORM = 'console: and a regular expression between slashes';

/** What is wrong with the outside of a pattern. */
function consoleForm(given: string): string {
  if (/^console:\/.+\/[dgimsuvy]+$/.test(given))
    return `${CONSOLE_FORM}, with no flags behind them: for either case write [Ll]ogin`;
  return /^console:\/./.test(given)
    ? `${CONSOLE_FORM} (where it holds a comma and another condition, write one condition a line)`
    : `${CONSOLE_FORM}, such as console:/login:/`;
}

/** A pattern is tried here, so that a slip in it is not told minutes after a launch. */
function consoleCondition(given: string): { value: Condition } | { expected: string } {
  const pattern = /^console:\/(.+)\/$/.exec(given)?.[1];
  if (pattern === undefined) return { expected: consoleForm(given) };
  try {
    new RegExp(pattern, 'm');
    return { value: { kind: 'console', pattern } };
  } catch (thrown) {
    return { expected: `a regular expression that JavaScript can read: ${(thrown as Error).message}` };
  }
}

/** What HTTP lets stand in a request's first line; node refuses much else when it is asked to send it. */
const PATH = /^[\x21-\x7e]*$/;

function percentEncoded(text: string): string {
  return text.replace(/[^\x21-\x7e]/gu, (sign) =>
    [...Buffer.from(sign)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
  );
}

export function condition() {
  return reading<Condition>((given) => {
    if (isPlain(given)) return { value: { kind: given } };
    if (given.startsWith('console:')) return consoleCondition(given);
    const [, kind, digits, path = ''] = /^(tcp|http|https):(\d{1,5})(\/\S*)?$/.exec(given) ?? [];
    const port = Number(digits);
    if (kind === undefined || port < 1 || port > 65_535) return { expected: CONDITION_FORMS };
    if (kind === 'tcp')
      return path === '' ? { value: { kind, port } } : { expected: 'tcp:PORT without a path' };
    if (!PATH.test(path)) return { expected: `a percent-encoded path: ${percentEncoded(given)}` };
    return { value: { kind: kind as 'http' | 'https', port, path: path === '' ? '/' : path } };
  });
}
