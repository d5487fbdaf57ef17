import type { Ec2Commands, Ec2Sender, InputOf } from './calls.js';
import { type AwsFailure, isAwsFailure } from './errors.js';

/** What AWS says to the question whether it would do a call. */
export type Verdict =
  | { readonly kind: 'allowed' }
  /** `action`: the IAM action that is not allowed; `said`: in AWS's words. */
  | { readonly kind: 'denied'; readonly action: string; readonly said: string }
  /** Allowed, but the request itself would not do, or the account is not ready for it; `advice`: what to do about that. */
  | {
      readonly kind: 'refused';
      readonly said: string;
      readonly advice: string | undefined;
      readonly error: Pick<AwsFailure, 'kind' | 'code'>;
    }
  /** Nobody knows. `said`: why, where something went wrong with asking. */
  | { readonly kind: 'not-asked'; readonly said: string | undefined };

export const ALLOWED: Verdict = { kind: 'allowed' };

/** Asks EC2 whether it would do a call. Nothing is changed, whatever the call is. */
export type DryRun = <N extends keyof Ec2Commands>(
  name: N,
  input: Omit<InputOf<Ec2Commands, N>, 'DryRun' | 'ClientToken'>,
) => Promise<Verdict>;

/**
 * A dry run that would succeed is answered with the error `DryRunOperation`; permission is checked before all else.
 * Source: EC2 API reference, common query parameters, `DryRun`.
 */
export function dryRunBy(ec2: Ec2Sender): DryRun {
  return (name, input) => verdictOf(ec2(name, { ...input, DryRun: true } as never));
}

/** What the answer to a call tells about whether it is allowed. Throws only what is no answer at all, as when the run is cancelled. */
export async function verdictOf(call: Promise<unknown>): Promise<Verdict> {
  try {
    await call;
    return ALLOWED;
  } catch (thrown) {
    if (!isAwsFailure(thrown)) throw thrown;
    return verdictOn(thrown);
  }
}

function verdictOn({ kind, code, said, advice, deniedAction }: AwsFailure): Verdict {
  if (code === 'DryRunOperation') return ALLOWED;
  if (deniedAction !== undefined) return { kind: 'denied', action: deniedAction, said };
  // What passes, or is no matter of the request, tells nothing about it.
  if (kind === 'throttle' || kind === 'fault' || kind === 'credentials') return { kind: 'not-asked', said };
  return { kind: 'refused', said, advice, error: { kind, code } };
}
