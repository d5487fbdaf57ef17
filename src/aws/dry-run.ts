import type { Ec2Commands, Ec2Sender, InputOf } from './calls.js';
import { isAwsFailure } from './errors.js';

/** What EC2 says of a call that it is asked about without doing it. */
export type Verdict =
  | { readonly kind: 'allowed' }
  /** `action`: the IAM action that is not allowed; `said`: in AWS's words. */
  | { readonly kind: 'denied'; readonly action: string; readonly said: string }
  /** Allowed, but the request itself would not do. */
  | { readonly kind: 'refused'; readonly code: string; readonly said: string };

/** Asks EC2 whether it would do a call. Nothing is changed, whatever the call is. */
export type DryRun = <N extends keyof Ec2Commands>(
  name: N,
  input: Omit<InputOf<Ec2Commands, N>, 'DryRun' | 'ClientToken'>,
) => Promise<Verdict>;

/**
 * A dry run that would succeed is answered with the error `DryRunOperation`; permission is checked before all else.
 * Source: EC2 API reference, common query parameters, `DryRun`. Throws what is neither an answer nor a refusal.
 */
export function dryRunBy(ec2: Ec2Sender): DryRun {
  return async (name, input) => {
    try {
      await ec2(name, { ...input, DryRun: true } as never);
    } catch (thrown) {
      if (!isAwsFailure(thrown)) throw thrown;
      const { kind, code, said, deniedAction } = thrown;
      if (code === 'DryRunOperation') return { kind: 'allowed' };
      if (deniedAction !== undefined) return { kind: 'denied', action: deniedAction, said };
      if (kind === 'configuration' || kind === 'not-yet' || kind === 'quota' || kind === 'capacity')
        return { kind: 'refused', code, said };
      throw thrown;
    }
    return { kind: 'allowed' };
  };
}
