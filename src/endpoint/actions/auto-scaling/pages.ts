import { refuse } from '../../protocol/errors.js';
import { page, type Page } from '../../protocol/pages.js';
import { text, whole, type Params } from '../../protocol/query.js';

/** Source: Auto Scaling API reference, DescribeAutoScalingGroups, MaxRecords. */
const USUAL = 50;
export const MOST = 100;

/** The part of a list that `MaxRecords` and `NextToken` ask for. */
export function recordPage<T>(items: readonly T[], params: Params, usual = USUAL): Page<T> {
  const size = whole(params, 'MaxRecords') ?? usual;
  if (size < 1 || size > MOST) {
    throw refuse('ValidationError', `MaxRecords must be between 1 and ${MOST}.`);
  }
  const NextToken = text(params, 'NextToken');
  return page(
    items,
    { MaxResults: String(size), ...(NextToken !== undefined && { NextToken }) },
    { least: 1 },
  );
}
