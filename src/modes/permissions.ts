/** One statement of an IAM policy. */
export interface Statement {
  readonly Effect: 'Allow';
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** What the credentials may not do, as far as it can be told without doing it. */
export interface Permissions {
  /** IAM actions that AWS refused. */
  readonly missing: readonly string[];
  /** IAM actions that could not be asked about, because something before them is missing or nothing is there yet. */
  readonly unchecked: readonly string[];
  /** The least statements that allow what is missing, to paste into a policy; empty when nothing is. */
  readonly statements: readonly Statement[];
}
