import { Failure } from '../failure.js';
import type { Signal } from './console.js';

/** A layer ended badly on an instance, as that signalled. */
export class LayerFailed extends Failure {
  readonly instanceId: string;
  /** The layer's name, as the instance wrote it: untrusted text. */
  readonly layer: string;
  readonly exitCode: number;

  /** `consoleEnd` is shown beside it. */
  constructor(
    instanceId: string,
    signal: Extract<Signal, { kind: 'failed' }>,
    consoleEnd: string,
    look = '`keep-failed: true` keeps the instance for a look.',
  ) {
    const { layer, exitCode } = signal;
    super('layer-failed', `The layer ${layer} failed on ${instanceId} with exit code ${exitCode}.`, {
      advice: `Its output is at the end of the console. ${look}`,
      evidence: consoleEnd,
    });
    this.name = 'LayerFailed';
    this.instanceId = instanceId;
    this.layer = layer;
    this.exitCode = exitCode;
  }
}

/** The same of an instance of a group that goes back: Auto Scaling ends it, whatever the inputs say. */
export function inRolledGroup(thrown: unknown): unknown {
  if (!(thrown instanceof LayerFailed)) return thrown;
  const { instanceId, layer, exitCode, evidence = '' } = thrown;
  return new LayerFailed(
    instanceId,
    { kind: 'failed', layer, exitCode },
    evidence,
    'For a look at such an instance, launch one of the same layers with `mode: launch` and `keep-failed: true`.',
  );
}
