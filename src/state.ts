/** What main leaves for post, by name. Nothing secret: GitHub keeps it in the open. */
export const STATE = {
  /** The step's nonce: what everything that it made is tagged with. */
  step: 'step',
  /** The path of the journal. */
  journal: 'journal',
  /** The region that things are made in; saved before the first creating call. */
  region: 'region',
  /** The GitHub deployment, and what it is still to be told; saved before anything is launched. */
  deployment: 'deployment',
} as const;
