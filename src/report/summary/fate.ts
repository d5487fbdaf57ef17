/** What became of the things that a failed run had made. */
export interface Fate {
  /** IDs of what was ended. */
  readonly ended: readonly string[];
  /** IDs of what stays, because the user wants it to. */
  readonly kept: readonly string[];
  /** What may still be there, in words. */
  readonly left: readonly string[];
}

export const NOTHING_MADE: Fate = { ended: [], kept: [], left: [] };
