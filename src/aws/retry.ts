import { randomInt } from 'node:crypto';
import { StandardRetryStrategy } from '@smithy/core/retry';
import type { RetryErrorInfo, StandardRetryToken } from '@smithy/types';
import type { Clock } from '../context.js';
import { isLook } from '../wait/look.js';
import { readAwsError } from './errors.js';

/** For what may pass by itself: with the SDK's own back-off it is over within seconds. */
const MAX_ATTEMPTS = 8;
/**
 * The buckets of an account are shared: with hundreds of launches at once the one of RunInstances, two a second, is empty
 * for minutes. So long is a call asked again; a job that is let through late is better than one that fails.
 */
const THROTTLE_PATIENCE_MS = 15 * 60_000;
/** The limit of the first pause, and by how much it grows. */
const FIRST_PAUSE_MS = 2_000;
const GROWTH = 4;
/**
 * The limit of a pause falls again, as a share of this: whoever has waited for long asks more often than whoever has come
 * just now, so that nobody waits much longer than the others. Of 200 launches at a time, one in a hundred then waits for
 * 290 s where it would be 525 s with pauses that only grow to 20 s, and the requests are fewer.
 */
const FALL_MS2 = 1_800_000_000;
const MOST_PAUSE_MS = 30_000;
const LEAST_PAUSE_MS = 5_000;
/** Nobody need be told of less. */
const LONG_MS = 20_000;
/** A wait slows down by itself when a look of it is throttled; before that, so many attempts. */
const ATTEMPTS_OF_A_LOOK = 3;

/** How often a call was throttled, and since when, in ms since 1970. */
interface Throttled {
  readonly times: number;
  readonly since: number;
}

interface Token extends StandardRetryToken {
  readonly throttled?: Throttled | undefined;
}

export interface RetryOptions {
  readonly clock: Clock;
  /** Ends the wait for a throttled call, also for one that changes something: throttled, it has done nothing. */
  readonly signal: AbortSignal;
  /** How long a throttled call is asked again, in ms; undefined: for as long as a job may well wait to be let through. */
  readonly throttlePatienceMs?: number | undefined;
  /** Told once when a call has to wait for long. `most`: for how long, in ms. */
  readonly onThrottled: (most: number) => void;
}

/**
 * The SDK's strategy, with two exceptions. Lack of capacity is not repeated: EC2 sends it as a 500, and asking the same
 * place again at once only delays the next place. And what is throttled is repeated for minutes, apart from the attempts
 * that are counted: a throttled attempt is sure to have done nothing.
 */
export class RetryWhatCanPass extends StandardRetryStrategy {
  private told = false;
  /** A call was given up, and none has been let through since: the next ones are not waited for as long again. */
  private hopeless = false;

  constructor(private readonly options: RetryOptions) {
    super(MAX_ATTEMPTS);
  }

  override async refreshRetryTokenForRetry(
    token: StandardRetryToken,
    info: RetryErrorInfo,
  ): Promise<StandardRetryToken> {
    const { kind } = readAwsError(info.error);
    if (kind === 'capacity') throw new Error('Not worth repeating');
    const { throttled } = token as Token;
    if (kind === 'throttle')
      return this.afterThrottling(token, throttled ?? { times: 0, since: this.options.clock.now() });
    const next = await super.refreshRetryTokenForRetry(token, info);
    return Object.assign(next, { throttled });
  }

  override recordSuccess(token: StandardRetryToken): void {
    this.hopeless = false;
    super.recordSuccess(token);
  }

  private async afterThrottling(token: StandardRetryToken, { times, since }: Throttled): Promise<Token> {
    const { clock, signal, onThrottled, throttlePatienceMs: most = THROTTLE_PATIENCE_MS } = this.options;
    const waited = clock.now() - since;
    const few = isLook() ? ATTEMPTS_OF_A_LOOK : this.hopeless ? MAX_ATTEMPTS : Infinity;
    if (waited >= most) this.hopeless = true;
    if (waited >= most || times + 1 >= few) throw new Error('Throttled for too long');
    if (waited > LONG_MS && !this.told) {
      this.told = true;
      onThrottled(most);
    }
    await clock.sleep(Math.min(pauseAfter(times, waited), most - waited), signal);
    return {
      throttled: { times: times + 1, since },
      getRetryCount: () => token.getRetryCount(),
      getRetryDelay: () => 0,
      getRetryCost: () => undefined,
    };
  }
}

/** Any time up to a limit, so that callers who were throttled together do not come back together. */
function pauseAfter(times: number, waited: number): number {
  const falling = Math.max(LEAST_PAUSE_MS, FALL_MS2 / Math.max(1, waited));
  return randomInt(Math.ceil(Math.min(FIRST_PAUSE_MS * GROWTH ** times, MOST_PAUSE_MS, falling)));
}
