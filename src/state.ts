/**
 * What main leaves for post, by name. No credentials: GitHub keeps it in the open, but shows it to no other step of the job.
 */
export const STATE = {
  /** The step's nonce: what everything that it made is tagged with. */
  step: 'step',
  /** The path of the journal. */
  journal: 'journal',
  /** What the journal is sealed with: of no use to anybody once the job has ended. */
  seal: 'seal',
  /** Once main has ended by itself: the kinds of what is left to undo, by commas, or `none`, whatever becomes of the journal. */
  open: 'open',
  /** What kinds of things were noted in what regions; saved before the first creating call in each. See `tellingNoted`. */
  noted: 'noted',
  /** The GitHub deployment, and what it is still to be told; saved before anything is launched. */
  deployment: 'deployment',
} as const;
