import { isAwsFailure } from '../aws/errors.js';
import { Cancelled, Failure } from '../failure.js';

/**
 * Waits for every task, whatever becomes of the others. Throws a failure that stands alone as it is, several as one
 * `after-bake` that tells each. That the run was cancelled, or lacks a permission, goes before all others.
 *
 * @param what what was attempted, as a sentence without its end: `The image is not in all its regions`
 */
export async function allOf<T>(what: string, tasks: readonly Promise<T>[]): Promise<T[]> {
  const ends = await Promise.allSettled(tasks);
  const thrown = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason as unknown] : []));
  if (thrown.length > 0) throw asOne(what, thrown);
  return ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
}

function asOne(what: string, thrown: readonly unknown[]): unknown {
  const first = thrown.find(
    (one) => !(one instanceof Failure) || one instanceof Cancelled || isAwsFailure(one, 'permission'),
  );
  if (first !== undefined || thrown.length === 1) return first ?? thrown[0];
  const failures = thrown.filter((one) => one instanceof Failure);
  const list = [...new Set(failures.map(({ message }) => `\n  - ${message}`))].join('');
  const advice = [...new Set(failures.flatMap((failure) => failure.advice ?? []))].join(' ');
  return new Failure('after-bake', `${what}:${list}`, { advice, cause: failures[0] });
}
