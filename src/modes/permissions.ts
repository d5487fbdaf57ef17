import type { Statement } from '../aws/permissions.js';

export type { Statement } from '../aws/permissions.js';

/** What the credentials may not do, as far as it can be told without doing it. */
export interface Permissions {
  /** IAM actions that AWS refused. */
  readonly missing: readonly string[];
  /** IAM actions that could not be asked about, because something before them is missing or nothing is there yet. */
  readonly unchecked: readonly string[];
  /** The least statements that allow both, to paste into a policy; empty when nothing is missing. */
  readonly statements: readonly Statement[];
}
