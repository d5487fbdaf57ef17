import { verdictOf } from '../aws/dry-run.js';
import type { Call } from '../aws/permissions.js';
import type { ReadContext } from '../context.js';
import type { Answer } from './permissions.js';

export interface Witness {
  /** The same context as before, but that it is seen what becomes of its calls. */
  readonly context: ReadContext;
  /** What became of them, once all are answered: whoever made them may have given up on some. */
  readonly seen: () => Promise<readonly Answer[]>;
}

type Send = (name: never, input: never) => Promise<unknown>;

/** What was done need not be asked about. */
export function witness(context: ReadContext): Witness {
  const answers: Promise<Answer>[] = [];
  const watched = <S extends Send>(send: S): S =>
    ((call: Call, input: never) => {
      const made = send(call as never, input);
      // Whoever made the call is told of its failure; here it only means that nothing was learned.
      const verdict = verdictOf(made).catch(() => ({ kind: 'not-asked', said: undefined }) as const);
      answers.push(verdict.then((one) => ({ call, verdict: one })));
      return made;
    }) as unknown as S;
  return {
    context: { ...context, ec2: watched(context.ec2), ssm: watched(context.ssm) },
    seen: () => Promise.all(answers),
  };
}
