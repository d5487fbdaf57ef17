import { policyText } from '../aws/permissions.js';
import type { Log, Place } from '../context.js';
import { Failure } from '../failure.js';
import { few } from '../few.js';
import { InputError } from '../inputs/problem.js';
import { LayerFailed } from '../instances/layer-failed.js';
import { LayerFailure, type LayerProblem } from '../layers/problem.js';
import { PermissionsMissing } from '../modes/permissions.js';
import { lineAtFault } from './layer-line.js';
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

/**
 * Writes a failure to the log: what the machine said, then the sentence and what to do as an annotation, on the layer's file
 * where that is at fault.
 *
 * @param layers the paths of the layers that were launched with: a machine may name any
 */
export function tellFailure(failure: Failure, log: Log, layers: readonly string[] = []): void {
  if (failure.evidence !== undefined) {
    log.say(failure.id === 'defect' ? 'What happened:' : 'The end of the console:');
    log.say(quotedBlock(failure.evidence));
  }
  log.error(
    failure.advice === undefined ? failure.message : `${failure.message} ${failure.advice}`,
    failedLayer(failure, layers),
  );
  if (failure instanceof PermissionsMissing) log.say(policyText(failure.permissions.statements));
  for (const { layer, line, message } of few(layerProblems(failure)))
    log.error(message, placeOf(layer, line));
}

function layerProblems(failure: Failure): readonly LayerProblem[] {
  if (failure instanceof LayerFailure) return failure.problems;
  return failure instanceof InputError ? failure.named : [];
}

/** The file of the layer that failed on a machine. Its name comes from a console, so it counts only when it is one of ours. */
function failedLayer(failure: Failure, layers: readonly string[]): Place | undefined {
  if (!(failure instanceof LayerFailed) || !layers.includes(failure.layer)) return undefined;
  return placeOf(failure.layer, lineAtFault(failure.evidence ?? ''));
}

function placeOf(file: string, line: number | undefined): Place {
  return line === undefined ? { file } : { file, line };
}
