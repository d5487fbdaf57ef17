/**
 * Two answers to the same request, field by field. IDs, times and addresses differ by nature: for IDs it is
 * enough that what is the same thing on one side is the same thing on the other, for the rest that it is there.
 */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** `Error` instead of the answer's fields when the request was refused. */
export type Answer = { readonly [name: string]: Json };

export interface Difference {
  /** Names joined by dots; `[]` for any member of a list. */
  readonly path: string;
  readonly moto: string;
  readonly endpoint: string;
}

/** What stands for what, as far as the answers have told so far. */
export interface Counterparts {
  readonly ofMoto: Map<string, string>;
  readonly ofEndpoint: Map<string, string>;
}

export function noCounterparts(): Counterparts {
  return { ofMoto: new Map(), ofEndpoint: new Map() };
}

const ID = /\b(?:i|ami|snap|vol|eni|eni-attach|r|sg|sgr|subnet|vpc|key|sir|lt)-[0-9a-f]{8,17}\b/;
/** Digests, keys and private keys are as different as IDs, but nothing refers to them. */
const CHANGING: readonly (readonly [RegExp, (found: string) => string])[] = [
  [/\d{4}-\d\d-\d\dT[\d:.]+(?:Z|\+00:00)?/g, () => '<time>'],
  [/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d (?:GMT|UTC)/g, () => '<time>'],
  [/\b(?:ip|ec2)-\d+-\d+-\d+-\d+/g, () => '<host>'],
  [/\b\d+\.\d+\.\d+\.\d+\b(?!\/)/g, () => '<address>'],
  [/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, () => '<uuid>'],
  [/-----BEGIN [^]*-----END .*/g, () => '<key>'],
  [/\b[0-9a-f]{2}(?::[0-9a-f]{2}){5,}\b/g, (found) => `<${found.split(':').length} bytes>`],
];

export function differences(moto: Answer, endpoint: Answer, known: Counterparts): Difference[] {
  const [theirs, ours] = [moto['Error'], endpoint['Error']];
  // Where only one side refused there is nothing to compare beside it.
  if ((theirs === undefined) !== (ours === undefined)) {
    return [{ path: 'Error', moto: shown(theirs ?? 'no error'), endpoint: shown(ours ?? 'no error') }];
  }
  return [...compare('', moto, endpoint, known)];
}

function* compare(path: string, moto: Json, endpoint: Json, known: Counterparts): Generator<Difference> {
  if (isList(moto) && isList(endpoint)) {
    yield* compareLists(path, moto, endpoint, known);
  } else if (isObject(moto) && isObject(endpoint)) {
    const names = [...new Set([...Object.keys(moto), ...Object.keys(endpoint)])].sort();
    for (const name of names)
      yield* compareFields(path === '' ? name : `${path}.${name}`, name, [moto, endpoint], known);
  } else if (!sameValue(moto, endpoint, known)) {
    yield { path, moto: shown(moto), endpoint: shown(endpoint) };
  }
}

function* compareFields(
  path: string,
  name: string,
  [moto, endpoint]: readonly [{ readonly [name: string]: Json }, { readonly [name: string]: Json }],
  known: Counterparts,
): Generator<Difference> {
  const [ours, theirs] = [endpoint[name], moto[name]];
  if (ours === undefined) yield { path, moto: shown(theirs), endpoint: 'absent' };
  else if (theirs === undefined) yield { path, moto: 'absent', endpoint: shown(ours) };
  else yield* compare(path, theirs, ours, known);
}

function* compareLists(
  path: string,
  moto: readonly Json[],
  endpoint: readonly Json[],
  known: Counterparts,
): Generator<Difference> {
  if (moto.length !== endpoint.length) {
    yield { path: `${path}.length`, moto: String(moto.length), endpoint: String(endpoint.length) };
  }
  const [theirs, ours] = [inOrder(moto), inOrder(endpoint)];
  for (const [index, member] of ours.entries()) {
    const other = theirs[index];
    if (other !== undefined) yield* compare(`${path}[]`, other, member, known);
  }
}

/** Tags and the like come in no certain order; they are put into that of their names. */
function inOrder(list: readonly Json[]): readonly Json[] {
  const name = (member: Json) => {
    if (typeof member === 'string') return member;
    if (!isObject(member)) return '';
    const found =
      member['Key'] ??
      member['RegionName'] ??
      member['ZoneName'] ??
      member['GroupName'] ??
      member['InstanceType'] ??
      member['Name'];
    return typeof found === 'string' ? found : '';
  };
  return [...list].sort((one, other) => name(one).localeCompare(name(other)));
}

function sameValue(moto: Json, endpoint: Json, known: Counterparts): boolean {
  if (typeof moto !== 'string' || typeof endpoint !== 'string') return moto === endpoint;
  const [theirs, ours] = [parts(moto), parts(endpoint)];
  return (
    theirs.length === ours.length && theirs.every((part, index) => samePart(part, ours[index] ?? '', known))
  );
}

/** Text and IDs in turn. */
function parts(text: string): string[] {
  const fixed = CHANGING.reduce(
    (result, [pattern, placeholder]) => result.replace(pattern, placeholder),
    text,
  );
  return fixed.split(new RegExp(`(${ID.source})`));
}

function samePart(moto: string, endpoint: string, { ofMoto, ofEndpoint }: Counterparts): boolean {
  if (!ID.test(moto) || !ID.test(endpoint)) return moto === endpoint;
  if (moto.split('-')[0] !== endpoint.split('-')[0]) return false;
  if (!ofMoto.has(moto) && !ofEndpoint.has(endpoint)) {
    ofMoto.set(moto, endpoint);
    ofEndpoint.set(endpoint, moto);
  }
  return ofMoto.get(moto) === endpoint;
}

function shown(value: Json | undefined): string {
  const text = JSON.stringify(value) as string | undefined;
  return text === undefined ? 'absent' : text.length > 120 ? `${text.slice(0, 120)}…` : text;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function isObject(value: Json): value is { readonly [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
