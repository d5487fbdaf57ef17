/** The one loop that waits. */
import { describe, expect, test } from '@jest/globals';
import { AwsFailure } from '../../src/aws/errors.js';
import { explain } from '../../src/aws/explain.js';
import { Cancelled, Failure } from '../../src/failure.js';
import { pause, poll } from '../../src/wait/poll.js';
import { testClock, testLog } from '../support/test-clock.js';

const SCHEDULE = { first: 0, every: 1_000, most: 5_000 };

function world() {
  const controller = new AbortController();
  return { clock: testClock(), log: testLog(), signal: controller.signal, controller };
}

function awsFailure(kind: 'throttle' | 'fault' | 'permission') {
  const facts = { code: kind, said: kind, status: 400, requestId: undefined, kind, attempts: 1 };
  return new AwsFailure('DescribeInstances', facts, { message: kind }, undefined);
}

/** Looks that see each of these in turn, and the last one for ever; an error is thrown. */
function looks(...seen: (string | Error | true)[]) {
  let count = 0;
  return () => {
    const next = seen[Math.min(count, seen.length - 1)];
    count += 1;
    if (next instanceof Error) return Promise.reject(next);
    return Promise.resolve(next === true ? ({ done: 'it' } as const) : { waiting: next ?? '' });
  };
}

describe('a wait', () => {
  test('ends with what was awaited', async () => {
    const { clock, ...rest } = world();
    const started = clock.now();

    const done = await poll(
      { clock, ...rest },
      { what: 'it', schedule: SCHEDULE, deadline: Infinity, look: looks('a', 'b', true) },
    );

    expect(done).toBe('it');
    expect(clock.now() - started).toBe(2_000);
  });

  test('ends when a proxy keeps refusing, and not when it has done so once or twice', async () => {
    const refusal = Object.assign(new Error('x'), { name: 'Error', $metadata: { httpStatusCode: 407 } });
    const page = explain('ec2', 'DescribeInstances', refusal);
    const context = world();
    const deadline = context.clock.now() + 60_000;
    const wait = (...seen: (string | Error | true)[]) =>
      poll(context, { what: 'it', schedule: SCHEDULE, deadline, look: looks(...seen) });

    expect(await wait(page, page, 'a', page, page, true)).toBe('it');
    await expect(wait(page)).rejects.toBe(page);
  });

  test('tells at its deadline what it saw, how often, and what to do', async () => {
    const context = world();
    const wait = poll(context, {
      what: 'i-1 to run',
      schedule: SCHEDULE,
      deadline: context.clock.now() + 3_000,
      look: looks('pending', 'pending', 'stopping'),
      advice: 'Look at it.',
    });

    await expect(wait).rejects.toMatchObject({
      id: 'timed-out',
      message: 'Gave up after 3 s of waiting for i-1 to run. Seen: pending (2×), then stopping (2×).',
      advice: 'Look at it.',
    });
  });

  test('takes a last look at the deadline itself', async () => {
    const context = world();
    const look = looks('a', 'a', true);

    await expect(
      poll(context, { what: 'it', schedule: SCHEDULE, deadline: context.clock.now() + 1_500, look }),
    ).resolves.toBe('it');
  });

  test('looks past faults and throttling, but more slowly while it is throttled', async () => {
    const context = world();
    const started = context.clock.now();

    await poll(context, {
      what: 'it',
      schedule: SCHEDULE,
      deadline: Infinity,
      look: looks(awsFailure('throttle'), awsFailure('throttle'), awsFailure('fault'), true),
    });

    // 2 s after the first throttled look, 4 s after the second, 2 s after the fault.
    expect(context.clock.now() - started).toBe(8_000);
  });

  test('ends at once for what waiting cannot mend', async () => {
    const failure = awsFailure('permission');
    await expect(
      poll(world(), { what: 'it', schedule: SCHEDULE, deadline: Infinity, look: looks('a', failure) }),
    ).rejects.toBe(failure);
  });

  test('ends at once when the run is cancelled, even in the middle of a pause', async () => {
    const context = world();
    const wait = poll(context, { what: 'it', schedule: SCHEDULE, deadline: Infinity, look: looks('a') });
    context.controller.abort(new Cancelled('SIGINT'));

    await expect(wait).rejects.toBeInstanceOf(Failure);
  });

  test('gives a sign of life every half minute', async () => {
    const context = world();
    await poll(context, {
      what: 'user-data',
      schedule: SCHEDULE,
      deadline: context.clock.now() + 65_000,
      look: looks('no signal yet'),
    }).catch(() => undefined);

    expect(context.log.lines).toEqual([
      'Still waiting for user-data: no signal yet, 30 s so far.',
      'Still waiting for user-data: no signal yet, 61 s so far.',
    ]);
  });

  test('pauses for a small part of the time waited, within its bounds', () => {
    expect([0, 10_000, 100_000, 1_000_000].map((waited) => pause(SCHEDULE, waited))).toEqual([
      1_000, 1_000, 2_000, 5_000,
    ]);
  });
});

describe('a wait for what took a minute before', () => {
  const schedule = { first: 0, every: 500, most: 2_000, due: 60_000 };

  /** How late it is noticed, and after how many looks, when it comes true after `takes` ms. */
  async function noticed(takes: number, due?: number) {
    const context = world();
    const started = context.clock.now();
    let count = 0;
    await poll(context, {
      what: 'it',
      schedule: { first: 0, every: 500, most: 2_000, ...(due === undefined ? {} : { due }) },
      since: started,
      deadline: Infinity,
      look: () => {
        count += 1;
        return Promise.resolve(context.clock.now() - started >= takes ? { done: true } : { waiting: 'no' });
      },
    });
    return { late: context.clock.now() - started - takes, count };
  }

  test('looks less often until shortly before that, then closely', () => {
    expect(pause(schedule, 0)).toBe(1_500);
    expect(pause(schedule, 49_000)).toBe(1_000);
    expect(pause(schedule, 50_000)).toBe(500);
    expect(pause(schedule, 70_000)).toBe(500);
    expect(pause(schedule, 100_000)).toBe(2_000);
  });

  test('costs two thirds of the looks, or fewer, and is noticed no later than without that knowledge', async () => {
    const [knowing, not] = [await noticed(60_300, 60_000), await noticed(60_300)];

    expect(knowing.late).toBeLessThanOrEqual(Math.min(500, not.late));
    expect(knowing.count).toBeLessThan((not.count * 2) / 3);
  });

  test('costs no more looks where it took many minutes', async () => {
    const [knowing, not] = [await noticed(600_300, 600_000), await noticed(600_300)];

    expect(knowing.late).toBeLessThanOrEqual(500);
    expect(knowing.count).toBeLessThan(not.count);
  });

  test('still notices soon when it comes true much sooner, or much later', async () => {
    for (const takes of [5_100, 20_200, 40_300])
      expect((await noticed(takes, 60_000)).late).toBeLessThanOrEqual(1_500);
    expect((await noticed(200_000, 60_000)).late).toBeLessThanOrEqual(2_000);
  });
});
