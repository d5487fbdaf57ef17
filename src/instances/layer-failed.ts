import { Failure } from '../failure.js';
import type { Signal } from './console.js';

/** A layer ended badly on an instance, as that signalled. */
export class LayerFailed extends Failure {
  readonly instanceId: string;
  /** The layer's name, as the instance wrote it: untrusted text. */
  readonly layer: string;
  readonly exitCode: number;

  /** `consoleEnd` is shown beside it. */
  constructor(instanceId: string, signal: Extract<Signal, { kind: 'failed' }>, consoleEnd: string) {
    const { layer, exitCode } = signal;
    super('layer-failed', `The layer ${layer} failed on ${instanceId} with exit code ${exitCode}.`, {
      advice: 'Its output is at the end of the console. `keep-failed: true` keeps the instance for a look.',
      evidence: consoleEnd,
    });
    this.name = 'LayerFailed';
    this.instanceId = instanceId;
    this.layer = layer;
    this.exitCode = exitCode;
  }
}
