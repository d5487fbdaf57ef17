import { structures, text, texts, type Params } from '../../protocol/query.js';

/** The request's filters as those of EC2 are written. */
export function filtersAsked(params: Params): Params {
  const filters = structures(params, 'Filters.member');
  const asked = filters.map((filter, index) => [
    String(index + 1),
    { Name: text(filter, 'Name'), Value: numbered(texts(filter, 'Values.member')) },
  ]);
  return { Filter: Object.fromEntries(asked) as Params };
}

function numbered(values: readonly string[]): Params {
  return Object.fromEntries(values.map((value, index) => [String(index + 1), value]));
}
