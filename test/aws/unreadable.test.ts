/** Answers that are none of AWS's. */
import { expect, test } from '@jest/globals';
import { collectBody, MOST_BYTES } from '../../src/aws/collect.js';
import { readAwsError } from '../../src/aws/errors.js';
import { explain } from '../../src/aws/explain.js';
import { pagesOf } from '../../src/aws/pages.js';
import { checkSound } from '../../src/aws/sound.js';
import { neutral } from '../../src/report/untrusted.js';

const thrown = (name: string, message: string, httpStatusCode: number) =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode, attempts: 1 } });

test.each([200, 307, 403, 502])('one without a code says nothing of what was done: HTTP %i', (status) => {
  const failure = explain(
    'ec2',
    'RunInstances',
    thrown('Error', 'XML parse error: hidden field $response', status),
  );
  expect(failure).toMatchObject({ kind: 'fault', code: 'UnreadableAnswer', madeNothing: false });
  expect(failure.message).not.toContain('hidden');
});

test.each([200, 403, 407])('one of HTTP %i is told as what it is: not AWS has answered', (status) => {
  const { advice } = explain('ec2', 'DescribeInstances', thrown('Error', 'x', status));
  expect(advice).toContain('AWS_ENDPOINT_URL');
  expect(advice).not.toContain('several tries');
});

test('what AWS says is one line that somebody can read to its end', () => {
  const failure = explain(
    'ec2',
    'RunInstances',
    thrown('A\n::error::x', `a\u009b\u202eb\n${'x'.repeat(1e6)}`, 400),
  );
  expect(failure.message.length).toBeLessThan(1_200);
  expect(failure.message).toMatch(/^[\x20-\x7e…]+$/);
  expect(readAwsError(thrown('A b', 'x', 400)).code).toBe('Ab');
});

test.each([
  ['the same page for ever', () => 'again'],
  ['ever new pages', (n: number) => `page ${n}`],
])('%s come to an end', async (_what, token) => {
  let asked = 0;
  const all = async () => {
    const pages = pagesOf(() => Promise.resolve({ NextToken: token((asked += 1)) }));
    while ((await pages.next()).done !== true);
  };
  await expect(all()).rejects.toThrow('a list that never ends');
  expect(asked).toBeLessThan(1_100);
});

test('a body that is too long is not kept', async () => {
  const parts = function* () {
    for (let sent = 0; sent <= MOST_BYTES; sent += 1024 * 1024) yield Buffer.alloc(1024 * 1024);
  };
  await expect(collectBody(parts())).rejects.toThrow('longer than 12 MiB');
});

test('two thousand images with 25 tags each are not too long', async () => {
  const image = Buffer.alloc(2_000 + 25 * 120);
  const parts = function* () {
    for (let sent = 0; sent < 2_000; sent += 1) yield image;
  };
  expect((await collectBody(parts())).length).toBe(10_000_000);
});

test('numbers, times and names that are none', () => {
  expect(() => checkSound('DescribeImages', {}, { Images: [{ Size: Number.NaN }] })).toThrow(
    'Size in it is no value',
  );
  expect(() => checkSound('DescribeImages', {}, { At: new Date(Number.NaN) })).toThrow(
    'At in it is no value',
  );
  expect(() => checkSound('RunInstances', { MinCount: 2 }, { Instances: [{ InstanceId: 'i-1' }] })).toThrow(
    'does not name what was made',
  );
  expect(() =>
    checkSound('RunInstances', { MinCount: 1 }, { Instances: [{ InstanceId: 'i-1' }] }),
  ).not.toThrow();
});

test('a line of the log moves no cursor, turns no text and is no command behind a blank that only the runner knows', () => {
  expect(neutral('a\u001b[2J\u009bb\u202ec\td')).toBe('ac\td');
  expect(neutral('\u0085::add-mask::x')).toBe(': :add-mask::x');
});
