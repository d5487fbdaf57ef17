import { SECOND } from '../world/durations.js';
import type { Clock } from '../world/clock.js';

/** Of a request whose signature stands in its query. Source: S3 API reference, "Authenticating requests: using query parameters". */
export interface Presigned {
  /** Cloud ms; nothing when the signature lacks what it needs. */
  readonly until: number | undefined;
}

const NEEDED = [
  'X-Amz-Algorithm',
  'X-Amz-Credential',
  'X-Amz-Date',
  'X-Amz-Expires',
  'X-Amz-SignedHeaders',
  'X-Amz-Signature',
];

/**
 * How long a presigned URL holds, by the cloud's clock. Undefined when it is not presigned. Whoever signs writes down the
 * real time, in whole seconds: time that was skipped within that second counts as passed since.
 */
export function presigned(query: URLSearchParams, clock: Clock): Presigned | undefined {
  if (!query.has('X-Amz-Signature') && !query.has('X-Amz-Algorithm')) return undefined;
  if (!NEEDED.every((name) => query.get(name))) return { until: undefined };
  const signed = query
    .get('X-Amz-Date')
    ?.replace(/^(\d{4})(\d\d)(\d\dT\d\d)(\d\d)(\d\dZ)$/, '$1-$2-$3:$4:$5');
  const until = clock.at(Date.parse(signed ?? '')) + Number(query.get('X-Amz-Expires')) * SECOND;
  return { until: Number.isNaN(until) ? undefined : until };
}
