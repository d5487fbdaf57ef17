import { refuse } from '../protocol/errors.js';
import type { Region, World } from '../world/state.js';

/** The body of a JSON 1.1 request. */
export type JsonInput = Readonly<Record<string, unknown>>;

export interface JsonCall {
  readonly world: World;
  readonly region: Region;
  /** Cloud ms. */
  readonly now: number;
}

/** One operation of a JSON service: what is asked for in, what is answered out. */
export type JsonAction = (call: JsonCall, input: JsonInput) => Readonly<Record<string, unknown>>;

export function textOf(input: JsonInput, field: string): string {
  const value = input[field];
  if (typeof value === 'string' && value !== '') return value;
  throw refuse(
    'ValidationException',
    `1 validation error detected: Value at '${field}' failed to satisfy constraint: Member must not be null`,
  );
}

export function textsOf(input: JsonInput, field: string): string[] {
  const value = input[field];
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

/** The part of a list that `MaxResults` (by default as many as `most`) and `NextToken` ask for. */
export function pages<T>(
  items: readonly T[],
  input: JsonInput,
  most: number,
): { items: T[]; nextToken: string | undefined } {
  const size = Math.min(typeof input['MaxResults'] === 'number' ? input['MaxResults'] : most, most);
  const start = typeof input['NextToken'] === 'string' ? Number(input['NextToken']) : 0;
  const end = start + size;
  return { items: items.slice(start, end), nextToken: end < items.length ? String(end) : undefined };
}
