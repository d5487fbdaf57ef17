import { refuse } from './errors.js';
import { needed, structures, texts, type Params } from './query.js';

/** What a filter looks at: one value, several (any may match), or none. */
export type Look<T> = (thing: T) => string | number | boolean | undefined | readonly (string | undefined)[];

/** The filters that an action knows. `tag:KEY` and `tag-key` come by themselves for whatever has tags. */
export type Looks<T> = Readonly<Record<string, Look<T>>>;

interface Tagged {
  readonly tags?: ReadonlyMap<string, string>;
}

/** The things that pass every `Filter` of the request. A filter's values are alternatives; `*` and `?` are wild. */
export function filtered<T extends Tagged>(things: readonly T[], params: Params, looks: Looks<T>): T[] {
  const tests = structures(params, 'Filter').map((filter) => {
    const look = lookOf(needed(filter, 'Name'), looks);
    const accepts = anyOf(texts(filter, 'Value'));
    return (thing: T) => [look(thing)].flat().some((value) => value !== undefined && accepts(String(value)));
  });
  return things.filter((thing) => tests.every((test) => test(thing)));
}

function lookOf<T extends Tagged>(name: string, looks: Looks<T>): Look<T> {
  const known = Object.hasOwn(looks, name) ? looks[name] : undefined;
  if (known) return known;
  if (name === 'tag-key') return (thing) => [...(thing.tags?.keys() ?? [])];
  if (name.startsWith('tag:')) return (thing) => thing.tags?.get(name.slice('tag:'.length));
  throw refuse('InvalidParameterValue', `The filter '${name}' is invalid`);
}

/** Many values are mostly IDs, which are looked up. */
function anyOf(globs: readonly string[]): (value: string) => boolean {
  const plain = new Set(globs.filter((glob) => !isWild(glob)));
  const wild = globs.filter(isWild).map(globMatcher);
  return (value) => plain.has(value) || wild.some((accept) => accept(value));
}

export function isWild(glob: string): boolean {
  return /[*?\\]/.test(glob);
}

/** Matches EC2's wild cards: `*` any run, `?` any one sign, `\` takes the next sign as it is. */
export function globMatcher(glob: string): (value: string) => boolean {
  if (!isWild(glob)) return (value) => value === glob;
  const source = glob.replace(/\\(.)|[*?]|[.+^${}()|[\]\\]/gs, (sign, literal?: string) => {
    if (literal !== undefined) return `\\x${literal.charCodeAt(0).toString(16).padStart(2, '0')}`;
    return sign === '*' ? '.*' : sign === '?' ? '.' : `\\${sign}`;
  });
  const pattern = new RegExp(`^${source}$`, 's');
  return (value) => pattern.test(value);
}
