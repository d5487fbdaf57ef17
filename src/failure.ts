/**
 * An end that we foresaw, told in sentences. Whatever else is thrown is a defect of ours.
 * `message` says what was attempted and why it failed; `advice` what to do about it.
 */
export class Failure extends Error {
  /** Stable, kebab-case: tests and later tools match on it, never on the sentence. */
  readonly id: string;
  readonly advice: string | undefined;
  /** What to show below the sentences, such as the end of an instance's console. Untrusted text. */
  readonly evidence: string | undefined;

  constructor(
    id: string,
    message: string,
    more: { advice?: string; evidence?: string; cause?: unknown } = {},
  ) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = 'Failure';
    this.id = id;
    this.advice = more.advice;
    this.evidence = more.evidence;
  }
}

/** The run was told to stop: Ctrl-C, a cancelled job, a runner that shuts down. */
export class Cancelled extends Failure {
  constructor(by: string) {
    super('cancelled', `The run was cancelled (${by}).`);
  }
}

/** Any thrown value as one sentence without a full stop, lower-case first letter, so that it chains after a colon. */
export function reason(thrown: unknown): string {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return text.replace(/[.\s]+$/, '').replace(/^[A-Z](?=[a-z])/, (first) => first.toLowerCase());
}
