import type { AutoScalingSender, Ec2Sender, ReadingEc2, ReadingSsm, SsmSender } from '../aws/calls.js';
import { isAwsFailure } from '../aws/errors.js';
import type { ReadContext } from '../context.js';
import { seconds } from '../wait/poll.js';

/** What looking takes. A plan has no more. */
export interface LookContext extends Pick<ReadContext, 'clock' | 'log' | 'signal'> {
  readonly ec2: Ec2Sender<ReadingEc2>;
  readonly ssm: SsmSender<ReadingSsm>;
  readonly autoscaling: AutoScalingSender;
}

export interface RemoveContext extends LookContext {
  readonly ec2: Ec2Sender;
}

/** The SDK gives up on a throttled call after 13 s or so; thousands of calls take longer than that to be let through. */
const PAUSES_MS = [5_000, 10_000, 20_000, 40_000];

/** The same context, in which whatever AWS throttles is asked again, more and more slowly. */
export function patient<C extends LookContext>(context: C): C {
  const { ec2, ssm, autoscaling } = context;
  return {
    ...context,
    ec2: slowly(ec2, context),
    ssm: slowly(ssm, context),
    autoscaling: slowly(autoscaling, context),
  };
}

function slowly<S extends (name: never, input: never) => Promise<unknown>>(
  send: S,
  { clock, log, signal }: LookContext,
): S {
  const again = async (name: never, input: never): Promise<unknown> => {
    for (const pause of PAUSES_MS) {
      signal.throwIfAborted();
      try {
        return await send(name, input);
      } catch (thrown) {
        if (!isAwsFailure(thrown, 'throttle')) throw thrown;
        log.detail(`${thrown.operation} is throttled: again in ${seconds(pause)}.`);
        await clock.sleep(pause, signal);
      }
    }
    return send(name, input);
  };
  return again as S;
}
