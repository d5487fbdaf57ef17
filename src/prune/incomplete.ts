import { Failure } from '../failure.js';
import type { PruneResult } from '../modes/result.js';

/** All was gone through, but not everything that should have gone went. */
export class PruneIncomplete extends Failure {
  readonly result: PruneResult;

  constructor(result: PruneResult) {
    const { count, first } = result.left;
    const more = count > first.length ? [`and ${count - first.length} more: see the log`] : [];
    const each = first.map(
      ({ kind, id, name, why }) => `${kind} ${name === '' ? id : `${id} (${name})`}: ${why}`,
    );
    super(
      'prune-incomplete',
      [`${count === 1 ? 'One thing' : `${count} things`} could not be removed:`, ...each, ...more].join(
        '\n  - ',
      ),
      { advice: 'The rest was gone through. The next run tries them again.' },
    );
    this.name = 'PruneIncomplete';
    this.result = result;
  }
}
