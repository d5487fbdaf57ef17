/** Readiness by what stands on the console. */
import { describe, expect, test } from '@jest/globals';
import type { ReadContext } from '../../src/context.js';
import { patternMatcher } from '../../src/instances/ready/console-pattern.js';
import { consoleReader } from '../../src/instances/ready/console-reader.js';
import { testClock } from '../support/test-clock.js';

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

describe('a console', () => {
  /** A cloud that counts, with a clock of its own. */
  function world() {
    const asked: boolean[] = [];
    const ec2 = (_call: string, input: { Latest?: boolean }) => {
      asked.push(input.Latest === true);
      return Promise.resolve({ Output: Buffer.from(`look ${asked.length}`).toString('base64') });
    };
    const context = { clock: testClock(), ec2 } as unknown as ReadContext;
    return { asked, context };
  }

  test('is read once for all that ask at the same time, and anew for who asks later', async () => {
    const { asked, context } = world();
    const read = consoleReader(true);

    expect(await Promise.all([read('i-1', context), read('i-1', context)])).toEqual(['look 1', 'look 1']);
    expect(await read('i-2', context)).toBe('look 2');
    await context.clock.sleep(500);
    expect(await read('i-1', context)).toBe('look 3');
    expect(asked).toEqual([true, true, true]);
  });
});
