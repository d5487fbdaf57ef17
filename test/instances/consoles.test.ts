/** Readiness by what stands on the console. */
import { describe, expect, test } from '@jest/globals';
import type { ReadContext } from '../../src/context.js';
import type { Condition } from '../../src/instances/ready/condition.js';
import { patternMatcher } from '../../src/instances/ready/console-pattern.js';
import { consoleReader } from '../../src/instances/ready/console-reader.js';
import { makeRoster } from '../../src/instances/ready/roster.js';
import { waitUntilReady } from '../../src/instances/ready/wait.js';
import { testClock, testLog } from '../support/test-clock.js';

describe("the user's expression", () => {
  test('sees lines by ^ and $', () => {
    const matches = patternMatcher('^ready$');

    expect(matches('boot\nready\nmore', 'i-1')).toBe(true);
    expect(matches('already\n', 'i-1')).toBe(false);
  });

  test('can hold nothing up: it is broken off, and told', () => {
    const started = performance.now();

    expect(() => patternMatcher('^(.+)+#$')('a'.repeat(100), 'i-1')).toThrow(
      expect.objectContaining({
        id: 'slow-pattern',
        message: expect.stringContaining(
          'console:/^(.+)+#$/ takes too long on the console of i-1',
        ) as unknown,
      }),
    );
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  test('gets through a whole console of 64 KB', () => {
    const line = '[   12.345678] cloud-init[1021]: Setting up libc-bin (2.39-0ubuntu8) ...\n';

    expect(patternMatcher('^.*Cloud-init .* finished at.*$')(line.repeat(64 * 14), 'i-1')).toBe(false);
  });
});

const SIGNAL = '0123456789abcdef0123456789abcdef';

/** A cloud of one instance, whose layers end after eight seconds by the test's own clock, and which counts its looks. */
function world() {
  const clock = testClock();
  const launchedAt = clock.now();
  let looks = 0;
  const ec2 = (call: string) => {
    if (call === 'DescribeInstances')
      return Promise.resolve({
        Reservations: [{ Instances: [{ InstanceId: 'i-1', State: { Name: 'running' } }] }],
      });
    looks += 1;
    const text = clock.now() - launchedAt < 8_000 ? 'boot' : `boot\nami-launch-signal: ${SIGNAL} ok\n`;
    return Promise.resolve({ Output: Buffer.from(text).toString('base64') });
  };
  const { signal } = new AbortController();
  const context = { clock, ec2, signal, log: testLog() } as unknown as ReadContext;
  return { context, launchedAt, looks: () => looks };
}

/** How often consoles are read until all is true. */
async function looksUntil(...conditions: Condition[]): Promise<number> {
  const { context, launchedAt, looks } = world();
  const roster = makeRoster(['i-1'], true);
  await waitUntilReady(
    {
      ...{ roster, conditions, launchedAt, signal: SIGNAL, timeoutMs: 60_000, address: 'public' },
      ...{ tookBefore: {}, reached: () => undefined },
    },
    context,
  );
  return looks();
}

describe('a console', () => {
  test('is read once for all conditions that look at it', async () => {
    const alone = await looksUntil({ kind: 'user-data' });

    expect(await looksUntil({ kind: 'user-data' }, { kind: 'console', pattern: ' ok$' })).toBe(alone);
  });

  test('is read anew for who asks later', async () => {
    const { context, looks } = world();
    const read = consoleReader(true);

    expect(await Promise.all([read('i-1', context), read('i-1', context)])).toEqual(['boot', 'boot']);
    expect(looks()).toBe(1);
    await context.clock.sleep(500);
    await read('i-1', context);
    expect(looks()).toBe(2);
  });
});
