import { describe, expect, test } from '@jest/globals';
import type { RetryErrorInfo, StandardRetryToken } from '@smithy/types';
import { RetryWhatCanPass } from '../../src/aws/retry.js';
import { testClock } from '../support/test-clock.js';
import { asLook } from '../../src/wait/look.js';

const MINUTE = 60_000;
const THROTTLED = refusal('RequestLimitExceeded', 'THROTTLING');
const FAULT = refusal('InternalError', 'TRANSIENT');

function refusal(name: string, errorType: RetryErrorInfo['errorType']): RetryErrorInfo {
  const error = new Error(name) as NonNullable<RetryErrorInfo['error']>;
  error.name = name;
  return { error, errorType };
}

function strategy(throttlePatienceMs?: number) {
  const clock = testClock();
  const stop = new AbortController();
  const told: number[] = [];
  const retry = new RetryWhatCanPass({
    clock,
    signal: stop.signal,
    throttlePatienceMs,
    onThrottled: (most) => told.push(most),
  });
  return { clock, retry, stop, told };
}

/** Answers every attempt so, up to `most` of them; how many were refused, and whether and after how long it was given up. */
async function refuse(
  { retry, clock }: Pick<ReturnType<typeof strategy>, 'retry' | 'clock'>,
  answers: (n: number) => RetryErrorInfo,
  most = Infinity,
) {
  const started = clock.now();
  let token: StandardRetryToken = await retry.acquireInitialRetryToken('');
  for (let n = 1; n <= most; n += 1) {
    const next = await retry.refreshRetryTokenForRetry(token, answers(n)).catch(() => undefined);
    if (next === undefined) return { attempts: n, waited: clock.now() - started, token, gaveUp: true };
    token = next;
  }
  return { attempts: most, waited: clock.now() - started, token, gaveUp: false };
}

describe('a throttled call', () => {
  test('is asked again for a quarter of an hour, then given up; the wait is told once', async () => {
    const one = strategy();

    const { waited, attempts } = await refuse(one, () => THROTTLED);

    expect(waited).toBe(15 * MINUTE);
    expect(attempts).toBeGreaterThan(50);
    expect(attempts).toBeLessThan(1_000);
    expect(one.told).toEqual([15 * MINUTE]);
  });

  test('is asked again for as long only as whoever asks has patience', async () => {
    const one = strategy(3_000);

    expect(await refuse(one, () => THROTTLED)).toMatchObject({ waited: 3_000, gaveUp: true });
    expect((await refuse(one, () => THROTTLED)).waited).toBeLessThanOrEqual(3_000);
    expect(one.told).toEqual([]);
  });

  test('counts as no attempt: it is sure to have done nothing', async () => {
    const { token } = await refuse(strategy(), () => THROTTLED, 30);

    expect(token.getRetryCount()).toBe(0);
  });

  test('is given up sooner when the one before had to be, until a call is let through', async () => {
    const one = strategy();
    await refuse(one, () => THROTTLED);

    expect(await refuse(one, () => THROTTLED)).toMatchObject({ attempts: 8, gaveUp: true });
    one.retry.recordSuccess(await one.retry.acquireInitialRetryToken(''));
    expect(await refuse(one, () => THROTTLED, 30)).toMatchObject({ gaveUp: false });
  });

  test('that is the look of a wait is answered soon: the wait slows down', async () => {
    const seen = await asLook(() => refuse(strategy(), () => THROTTLED));

    expect(seen).toMatchObject({ attempts: 3, gaveUp: true });
    expect(seen.waited).toBeLessThan(15_000);
  });

  test('is not waited for any longer when the run is cancelled', async () => {
    const { retry, stop } = strategy();
    const token = await retry.acquireInitialRetryToken('');
    const next = retry.refreshRetryTokenForRetry(token, THROTTLED);
    stop.abort(new Error('Cancelled'));

    await expect(next).rejects.toThrow('Cancelled');
  });
});

test('faults between throttled attempts are counted all the same', async () => {
  const { token } = await refuse(strategy(), (n) => (n % 2 === 0 ? THROTTLED : FAULT), 6);
  expect(token.getRetryCount()).toBe(3);
});

test('lack of capacity is not asked again', async () => {
  const lack = refusal('InsufficientInstanceCapacity', 'TRANSIENT');

  expect(await refuse(strategy(), () => lack)).toMatchObject({ attempts: 1, gaveUp: true });
});
