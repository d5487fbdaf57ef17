import type { Log, Place } from '../context.js';
import { Failure } from '../failure.js';
import { LayerFailure } from '../layers/problem.js';
import { quotedBlock } from './untrusted.js';

/** Whatever was thrown, as something that can be told. What we did not foresee is a defect of ours, and says so. */
export function asFailure(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  const text = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  return new Failure('defect', 'ami-launch met something that it does not know.', {
    advice: 'Please report this, with the lines below, as an issue of ami-launch.',
    evidence: text,
    cause: thrown,
  });
}

/** Writes a failure to the log: the sentence as an annotation, then what to do, then what the machine said. */
export function tellFailure(failure: Failure, log: Log): void {
  if (failure.evidence !== undefined) {
    log.say(failure.id === 'defect' ? 'What happened:' : 'The end of the console:');
    log.say(quotedBlock(failure.evidence));
  }
  log.error(failure.advice === undefined ? failure.message : `${failure.message} ${failure.advice}`);
  if (failure instanceof LayerFailure) {
    for (const { layer, line, message } of failure.problems) log.error(message, placeOf(layer, line));
  }
}

function placeOf(file: string, line: number | undefined): Place {
  return line === undefined ? { file } : { file, line };
}
