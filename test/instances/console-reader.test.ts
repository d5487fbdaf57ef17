import { expect, test } from '@jest/globals';
import { consoleReader } from '../../src/instances/ready/console-reader.js';
import type { ReadContext } from '../../src/context.js';

test('a console is read anew when the clock was set back, and not at once for a second condition', async () => {
  let now = 10_000_000;
  let reads = 0;
  const ec2 = () => {
    reads += 1;
    return Promise.resolve({});
  };
  const context = { clock: { now: () => now }, ec2 } as unknown as ReadContext;
  const read = consoleReader(true);

  await read('i-1', context);
  await read('i-1', context);
  expect(reads).toBe(1);
  now -= 7_200_000;
  await read('i-1', context);

  expect(reads).toBe(2);
});
