import { refuse } from './errors.js';

/** A request's parameters as the tree that their dotted names spell: `Filter.1.Name` is under Filter, 1, Name. */
export interface Params {
  readonly [name: string]: string | Params | undefined;
}

type Growing = Record<string, unknown>;

const node = (): Growing => Object.create(null) as Growing;

/**
 * EC2 takes an empty text as not given (Packer sends `SubnetId=`), but for values of tags and members of lists; CloudFormation
 * refuses an empty name.
 */
const MAY_BE_EMPTY = /^StackName$|\.(Value|\d+)$/;

/** Reads a form body (or query string) of the EC2 query protocol. */
export function parseQuery(body: string): Params {
  const root = node();
  for (const [name, value] of new URLSearchParams(body)) {
    if (value !== '' || MAY_BE_EMPTY.test(name)) plant(root, name.split('.'), value);
  }
  return root as Params;
}

function plant(root: Growing, path: readonly string[], value: string): void {
  let here = root;
  for (const step of path.slice(0, -1)) {
    const next = here[step];
    here = (typeof next === 'object' && next !== null ? next : (here[step] = node())) as Growing;
  }
  here[path.at(-1) ?? ''] = value;
}

/** What is at a dotted path, whatever it is. */
function at(params: Params, path: string): string | Params | undefined {
  let here: string | Params | undefined = params;
  for (const step of path.split('.')) here = typeof here === 'object' ? here[step] : undefined;
  return here;
}

export function has(params: Params, path: string): boolean {
  return at(params, path) !== undefined;
}

export function text(params: Params, path: string): string | undefined {
  const value = at(params, path);
  return typeof value === 'string' ? value : undefined;
}

export function needed(params: Params, path: string): string {
  const value = text(params, path);
  if (value === undefined || value === '') {
    throw refuse('MissingParameter', `The request must contain the parameter ${path}`);
  }
  return value;
}

export function flag(params: Params, path: string): boolean | undefined {
  const value = text(params, path);
  if (value === undefined || value === '') return undefined;
  const lower = value.toLowerCase();
  if (lower !== 'true' && lower !== 'false') {
    throw refuse('InvalidParameterValue', `Invalid value '${value}' for ${path}. Must be true or false.`);
  }
  return lower === 'true';
}

export function whole(params: Params, path: string): number | undefined {
  const value = text(params, path);
  if (value === undefined || value === '') return undefined;
  if (!/^-?\d+$/.test(value)) {
    throw refuse('InvalidParameterValue', `Invalid value '${value}' for ${path}. Must be an integer.`);
  }
  return Number(value);
}

/** The members of a list in the order of their numbers, which need not be without gaps. */
function members(params: Params, path: string): (string | Params)[] {
  const list = at(params, path);
  if (typeof list !== 'object') return [];
  return Object.entries(list)
    .sort(([a], [b]) => Number(a) - Number(b))
    .flatMap(([, member]) => (member === undefined ? [] : [member]));
}

export function texts(params: Params, path: string): string[] {
  return members(params, path).filter((member) => typeof member === 'string');
}

export function structures(params: Params, path: string): Params[] {
  return members(params, path).filter((member) => typeof member === 'object');
}
