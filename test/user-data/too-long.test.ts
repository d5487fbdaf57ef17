/** What variables make of a layer that nobody could hold. */
import { expect, test } from '@jest/globals';
import { fillLayer } from '../../src/user-data/fill.js';

test('a long value in every one of many lines is refused before it is put together', async () => {
  const content = Buffer.from(`#!/bin/sh\n${'echo {{A}}\n'.repeat(10_000)}`);
  const layer = { name: 'a.sh', kind: 'shell', content } as Parameters<typeof fillLayer>[0];

  const { problems, pieces } = await fillLayer(layer, new Map([['A', 'x'.repeat(100_000)]]));

  expect(problems).toEqual([
    {
      layer: 'a.sh',
      message: expect.stringMatching(/^The layer would be 1,000,\d{3},\d{3} characters long/),
    },
  ]);
  expect(pieces).toEqual([]);
});
