import type { PruneImage } from './image.js';
import type { Kept, KeptWhy } from './kept.js';

/** What decides about images, beside what uses them. */
export interface Rules {
  readonly kept: Kept;
  /** IDs that stay whatever happens. */
  readonly spare: ReadonlySet<string>;
  /** Whatever is younger stays, in ms. */
  readonly keepMs: number;
  /** In ms since 1970. */
  readonly now: number;
}

export type StayReason =
  | KeptWhy
  | 'spared'
  | 'no-lineage'
  | 'young'
  | 'being-made'
  | 'failed-lately'
  | 'protected'
  | 'public'
  | 'unclear';
export type GoReason = 'superseded' | 'deprecated' | 'failed' | 'stuck';
export type Verdict = { readonly stays: StayReason } | { readonly goes: GoReason };

const HOUR_MS = 3_600_000;
/** Whoever waits for an image that fails may still be reading why. */
const FAILED_MS = HOUR_MS;
/** Imaging takes "sometimes up to 24 hours", says the EC2 user guide ("Create an Amazon EBS-backed AMI"). */
export const IMAGING_MS = 26 * HOUR_MS;

/** Whether an image stays or may go, as far as it tells itself. What uses it is asked afterwards. */
export function judge(image: PruneImage, rules: Rules): Verdict {
  const { id, lineage, createdAt, isProtected } = image;
  const kept = rules.kept.images.get(id);
  if (kept !== undefined) return { stays: kept.why };
  if (rules.spare.has(id)) return { stays: 'spared' };
  if (lineage === undefined) return { stays: 'no-lineage' };
  if (Number.isNaN(createdAt)) return { stays: 'unclear' };
  if (isProtected) return { stays: 'protected' };
  return image.state === 'available'
    ? judgeAvailable(image, lineage, rules)
    : judgeUnfinished(image.state, rules.now - createdAt);
}

/** @param age in ms */
function judgeUnfinished(state: string, age: number): Verdict {
  switch (state) {
    case 'pending':
    case 'transient':
      return age < IMAGING_MS ? { stays: 'being-made' } : { goes: 'stuck' };
    case 'failed':
    case 'error':
    case 'invalid':
      return age < FAILED_MS ? { stays: 'failed-lately' } : { goes: 'failed' };
    default:
      return { stays: 'unclear' };
  }
}

function judgeAvailable(
  { createdAt, deprecated, isPublic }: PruneImage,
  lineage: string,
  { kept, keepMs, now }: Rules,
): Verdict {
  const floor = kept.floors.get(lineage) ?? -Infinity;
  if (!deprecated && createdAt > floor) return { stays: 'newest' };
  if (now - createdAt < keepMs) return { stays: 'young' };
  if (isPublic) return { stays: 'public' };
  return { goes: deprecated ? 'deprecated' : 'superseded' };
}
