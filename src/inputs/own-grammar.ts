/** The grammars that are this action's own: base images and ready conditions. */
import { closest, distance } from 'fastest-levenshtein';
import { ALIASES } from '../image/aliases.js';
import type { BaseImageSource } from '../image/sources.js';
import type { Condition } from '../instances/ready/condition.js';
import { reading } from './grammar.js';

const IMAGE_FORMS = `an alias (${Object.keys(ALIASES).join(', ')}), ami-…, ssm:/path or name:OWNER/GLOB`;

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
    if (Object.hasOwn(ALIASES, given)) return { value: { kind: 'alias', alias: given } };
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
  const guess = nearest(given, Object.keys(ALIASES));
  return guess === undefined ? IMAGE_FORMS : `${IMAGE_FORMS}. Did you mean ${guess}?`;
}

const CONDITION_FORMS = 'running, status-checks, user-data, tcp:PORT, http:PORT/PATH or https:PORT/PATH';

/** Commas may stand in an HTTP path, so only those before another condition's name separate. */
export const CONDITION_SEPARATOR =
  /\n|,(?=\s*(?:(?:running|status-checks|user-data)\s*(?:,|\n|$)|(?:tcp|https?):))/;

export function condition() {
  return reading<Condition>((given) => {
    if (given === 'running' || given === 'status-checks' || given === 'user-data')
      return { value: { kind: given } };
    const [, kind, digits, path] = /^(tcp|http|https):(\d{1,5})(\/\S*)?$/.exec(given) ?? [];
    const port = Number(digits);
    if (kind === undefined || port < 1 || port > 65_535) return { expected: CONDITION_FORMS };
    if (kind !== 'tcp') return { value: { kind: kind as 'http' | 'https', port, path: path ?? '/' } };
    return path === undefined ? { value: { kind, port } } : { expected: 'tcp:PORT without a path' };
  });
}
