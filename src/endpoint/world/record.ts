import type { Params } from '../protocol/query.js';

/** One request as it came and as it was answered. */
export interface RequestRecord {
  /** From 1, in the order in which they came. */
  readonly n: number;
  /** Cloud ms. */
  readonly at: number;
  readonly service: string;
  readonly action: string;
  readonly region: string;
  /** Decoded; user data cut short. */
  readonly params: unknown;
  /** Not there yet while the request is being served, and never when the answer was cut off. */
  status?: number;
  errorCode?: string;
}

/** Longer values (user data, policies) would drown the record. */
const LONGEST = 200;

export function summary(params: Params | Readonly<Record<string, unknown>>): unknown {
  return JSON.parse(
    JSON.stringify({ ...params, Action: undefined, Version: undefined }, (_name, value: unknown) => {
      if (typeof value === 'string' && value.length > LONGEST)
        return `${value.slice(0, LONGEST)}… (${value.length})`;
      return listOf(value) ?? value;
    }),
  ) as unknown;
}

/** The query protocol numbers the members of its lists; a reader wants a list. */
function listOf(value: unknown): unknown[] | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const keys = Object.keys(value);
  return keys.length > 0 && keys.every((key) => /^\d+$/.test(key)) ? Object.values(value) : undefined;
}
