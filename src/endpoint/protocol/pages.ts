import { refuse } from './errors.js';
import { text, texts, whole, type Params } from './query.js';

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextToken: string | undefined;
}

export interface PageRule {
  /** The smallest MaxResults that the action takes. */
  readonly least?: number;
  readonly most?: number;
  /** The list of IDs that may not be combined with MaxResults: its parameter, and how EC2's message calls it. */
  readonly ids?: { readonly parameter: string; readonly called: string };
}

/** The part of a list that `MaxResults` and `NextToken` ask for; all of it without MaxResults. */
export function page<T>(items: readonly T[], params: Params, rule: PageRule = {}): Page<T> {
  const size = sizeOf(params, rule);
  const start = startOf(text(params, 'NextToken'));
  const end = size === undefined ? items.length : start + size;
  return {
    items: items.slice(start, end),
    nextToken: end < items.length ? Buffer.from(`from:${end}`).toString('base64url') : undefined,
  };
}

function startOf(token: string | undefined): number {
  if (token === undefined || token === '') return 0;
  const start = /^from:(\d+)$/.exec(Buffer.from(token, 'base64url').toString())?.[1];
  if (start === undefined) throw refuse('InvalidParameterValue', 'Unable to parse pagination token');
  return Number(start);
}

function sizeOf(params: Params, { least = 5, most = 1000, ids }: PageRule): number | undefined {
  const size = whole(params, 'MaxResults');
  if (size === undefined) return undefined;
  if (ids && texts(params, ids.parameter).length > 0) {
    throw refuse(
      'InvalidParameterCombination',
      `The parameter ${ids.called} cannot be used with the parameter maxResults`,
    );
  }
  if (size < least || size > most) {
    const bound = size < least ? `least ${least}` : `most ${most}`;
    throw refuse(
      'InvalidParameterValue',
      `Value ( ${size} ) for parameter maxResults is invalid. Expecting a value at ${bound}.`,
    );
  }
  return size;
}
