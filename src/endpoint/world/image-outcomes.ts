import { globMatcher } from '../protocol/filters.js';
import { SECOND } from './durations.js';
import type { ImageState, SnapshotState, World } from './state.js';
import type { Reason, Step } from './timeline.js';

/** What becomes of an image that CreateImage or CopyImage makes. Times in cloud seconds after the request. */
export interface ImageOutcome {
  /** Which images; all when left out. `index` counts those made so far, in all regions, from 0; `name` may have `*` and `?`. */
  readonly match?: { readonly index?: number; readonly name?: string };
  readonly kind: 'available' | 'failed' | 'error' | 'invalid';
  /** When; settings.imagingSeconds when left out. */
  readonly atSeconds?: number;
  /** From then on it is `transient`, until it is what it becomes. */
  readonly transientAtSeconds?: number;
  /** Of an image that does not become available. */
  readonly stateReasonCode?: string;
  readonly message?: string;
  /** What then becomes of its snapshots: `error` when left out. */
  readonly snapshots?: 'completed' | 'error';
}

export interface ImagePlan {
  readonly image: Step<ImageState>[];
  readonly snapshot: Step<SnapshotState>[];
  /** Cloud ms: when it is what it becomes. */
  readonly doneAt: number;
}

/** The lives of a new image and its snapshots, by the newest outcome that matches. Counts the image as made. */
export function imagePlan(world: World, name: string, now: number): ImagePlan {
  const outcome = outcomeOf(world, { index: world.imaged++, name });
  const { kind, atSeconds = world.settings.imagingSeconds, transientAtSeconds } = outcome;
  const at = now + atSeconds * SECOND;
  const passing: Step<ImageState>[] =
    transientAtSeconds === undefined ? [] : [{ at: now + transientAtSeconds * SECOND, state: 'transient' }];
  const begun = { at: now, state: 'pending' as const };
  if (kind === 'available') {
    return {
      image: [begun, ...passing, { at, state: kind }],
      snapshot: [begun, { at, state: 'completed' }],
      doneAt: at,
    };
  }
  const { stateReasonCode: code = 'Server.InternalError', snapshots = 'error' } = outcome;
  const reason = { code, message: outcome.message ?? 'Server.InternalError: Internal error' };
  return {
    image: [begun, ...passing, { at, state: kind, reason }],
    snapshot: [begun, snapshots === 'error' ? { at, state: 'error', reason } : { at, state: 'completed' }],
    doneAt: at,
  };
}

export function failedPlan(now: number, doneAt: number, reason: Reason): ImagePlan {
  const begun = { at: now, state: 'pending' as const };
  return {
    image: [begun, { at: doneAt, state: 'failed', reason }],
    snapshot: [begun, { at: doneAt, state: 'error', reason }],
    doneAt,
  };
}

function outcomeOf({ imageOutcomes }: World, made: { index: number; name: string }): ImageOutcome {
  const found = imageOutcomes.findLast(
    ({ match = {} }) =>
      (match.index === undefined || match.index === made.index) &&
      (match.name === undefined || globMatcher(match.name)(made.name)),
  );
  return found ?? { kind: 'available' };
}
