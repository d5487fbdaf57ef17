import { Failure } from '../failure.js';
import { type ErrorKind, KIND_OF, UNREADABLE } from './codes.js';

/** Of a page that is none of AWS's: these may pass. */
const PASSING_STATUSES: readonly (number | undefined)[] = [408, 425, 429];

/** Longer than any of AWS's. */
const LONGEST_CODE = 100;

/** The parts of an SDK error that we read; everything may be absent. */
interface SdkErrorShape {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly Code?: unknown;
  readonly message?: unknown;
  readonly cause?: unknown;
  readonly $metadata?: {
    readonly httpStatusCode?: number;
    readonly requestId?: string;
    readonly attempts?: number;
  };
}

export interface AwsErrorFacts {
  readonly code: string;
  readonly said: string;
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  readonly kind: ErrorKind;
  /**
   * How often the call was sent, not counting what was throttled, which is sure to have done nothing. This error is the
   * answer to the last one only.
   */
  readonly attempts: number;
}

/**
 * Reads any error that a call threw. The chain of causes is followed until a known code turns up, because
 * the SDK wraps what the network and the credential providers throw.
 */
export function readAwsError(thrown: unknown): AwsErrorFacts {
  let first: AwsErrorFacts | undefined;
  let error: unknown = thrown;
  for (let depth = 0; depth < 5 && typeof error === 'object' && error !== null; depth += 1) {
    const facts = factsOf(error);
    if (KIND_OF.has(facts.code)) return facts;
    first ??= facts;
    error = (error as SdkErrorShape).cause;
  }
  return first ?? factsOf({ message: String(thrown) });
}

/** What the SDK throws by where it found no code of AWS in an answer, or could not read it at all. */
const NO_CODES = new Set(['Unknown', 'UnknownError', 'Error', 'SyntaxError', 'TypeError', 'RangeError', '']);

function factsOf(error: SdkErrorShape): AwsErrorFacts {
  const status = error.$metadata?.httpStatusCode;
  const codes = [error.Code, error.code, error.name].filter(
    (code): code is string => typeof code === 'string',
  );
  const named = codes.find((candidate) => KIND_OF.has(candidate)) ?? codes[0] ?? 'UnknownError';
  if (status !== undefined && codes.every((code) => NO_CODES.has(code))) return unreadable(error, status);
  const code = named.replace(/[^\w.:-]+/g, '').slice(0, LONGEST_CODE) || 'UnknownError';
  const said = typeof error.message === 'string' && error.message !== '' ? error.message : code;
  const { requestId, attempts = 1 } = error.$metadata ?? {};
  return { code, said, status, requestId, attempts, kind: kindOf(code, said, status) };
}

/** Of an answer with a status but without a code: it says nothing of what was done. */
function unreadable({ $metadata = {} }: SdkErrorShape, status: number): AwsErrorFacts {
  const { requestId, attempts = 1 } = $metadata;
  const said = `the answer, with the HTTP status ${status}, is none of AWS's, or not all of it`;
  return { code: UNREADABLE, said, status, requestId, attempts, kind: 'fault' };
}

function kindOf(code: string, said: string, status: number | undefined): ErrorKind {
  // EC2 tells of a just-created profile by message alone; nothing was launched then (seen in many tools).
  if (code === 'InvalidParameterValue' && /Invalid IAM Instance Profile/i.test(said)) return 'not-yet';
  const known = KIND_OF.get(code);
  if (known !== undefined) return known;
  // No answer at all, one that is no refusal and can't be read, or a server error with a code that we have never seen, may
  // pass; and what was asked for may have been done.
  return status === undefined || status < 400 || status >= 500 ? 'fault' : 'configuration';
}

/** A page that refuses and is none of AWS's: a proxy's that asks for a password, or lets nothing through. */
function isKeptFromAws({ code, status = 0 }: AwsErrorFacts): boolean {
  return code === UNREADABLE && status >= 400 && status < 500 && !PASSING_STATUSES.includes(status);
}

/** An AWS call that failed for good, after the SDK's retries. */
export class AwsFailure extends Failure {
  readonly operation: string;
  readonly code: string;
  readonly kind: ErrorKind;
  /** What AWS said, in one line. */
  readonly said: string;
  /** The IAM action that is not allowed, such as `iam:PassRole`; only where permission is what is missing. */
  readonly deniedAction: string | undefined;
  /** Nothing was made by the call, whatever its earlier attempts met. */
  readonly madeNothing: boolean;
  /** Not AWS has said no, but something on the way: it will say so again. */
  readonly keptFromAws: boolean;

  constructor(
    operation: string,
    facts: AwsErrorFacts,
    text: { message: string; advice?: string; deniedAction?: string },
    cause: unknown,
  ) {
    super(`aws-${facts.kind}`, text.message, {
      ...(text.advice === undefined ? {} : { advice: text.advice }),
      cause,
    });
    this.name = 'AwsFailure';
    this.operation = operation;
    this.code = facts.code;
    this.kind = facts.kind;
    this.said = facts.said;
    this.deniedAction = text.deniedAction;
    // An answer that got lost may have done its work before a later attempt was refused. Lack of capacity is sure all
    // the same: had the token made something, EC2 would have answered with that.
    this.madeNothing = facts.kind === 'capacity' || (facts.attempts === 1 && facts.kind !== 'fault');
    this.keptFromAws = isKeptFromAws(facts);
  }
}

/** True for an `AwsFailure` of one of these kinds. */
export function isAwsFailure(thrown: unknown, ...kinds: ErrorKind[]): thrown is AwsFailure {
  return thrown instanceof AwsFailure && (kinds.length === 0 || kinds.includes(thrown.kind));
}
