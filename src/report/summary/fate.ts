/** What became of the things that a failed run had made. */
export interface Fate {
  /** IDs of what was ended. */
  readonly ended: readonly string[];
  /** IDs of what stays, because the user wants it to. */
  readonly kept: readonly string[];
  /** What may still be there, in words. */
  readonly left: readonly string[];
  /** What is still on its way to where it was, in sentences. */
  readonly pending: readonly string[];
  /** What is again as it was, in sentences. */
  readonly back: readonly string[];
}

export const NOTHING_MADE: Fate = { ended: [], kept: [], left: [], pending: [], back: [] };
