import { verdictOf } from '../aws/dry-run.js';
import type { Call } from '../aws/permissions.js';
import type { ReadContext, ReadingClients } from '../context.js';
import type { Answer } from './permissions.js';

export interface Witness {
  /** The same context as before, but that it is seen what becomes of its calls. */
  readonly context: ReadContext;
  /** What became of them, once all are answered: whoever made them may have given up on some. */
  readonly seen: () => Promise<readonly Answer[]>;
}

type Send = (name: never, input: never) => Promise<unknown>;

/** What was done need not be asked about. Of other regions only refusals count: what is allowed there tells nothing here. */
export function witness(context: ReadContext): Witness {
  const here: Promise<Answer>[] = [];
  const elsewhere: Promise<Answer>[] = [];
  return {
    context: {
      ...context,
      ...watchedClients(context, here),
      at: (region) => {
        const clients = context.at(region);
        return { ...clients, ...watchedClients(clients, elsewhere) };
      },
    },
    seen: async () => [
      ...(await Promise.all(here)),
      ...(await Promise.all(elsewhere)).filter(({ verdict }) => verdict.kind === 'denied'),
    ],
  };
}

function watchedClients(
  { ec2, ssm, kms, autoscaling }: ReadingClients,
  answers: Promise<Answer>[],
): Omit<ReadingClients, 'dryRun'> {
  const watched = <S extends Send>(send: S): S =>
    ((call: Call, input: never) => {
      const made = send(call as never, input);
      // Whoever made the call is told of its failure; here it only means that nothing was learned.
      const verdict = verdictOf(made).catch(() => ({ kind: 'not-asked', said: undefined }) as const);
      answers.push(verdict.then((one) => ({ call, verdict: one })));
      return made;
    }) as unknown as S;
  return { ec2: watched(ec2), ssm: watched(ssm), kms: watched(kms), autoscaling: watched(autoscaling) };
}
