/** A thousand instances in one launch. */
import { expect, test } from '@jest/globals';
import { SPEED, testCloud } from '../support/cloud.js';

const cloud = testCloud(SPEED, 'one');

// All conditions begin with `running`.
test('a thousand instances, awaited by their status checks: right outputs, at most 100 requests', async () => {
  const step = await cloud.job().run({ count: '1000', 'ready-when': 'status-checks' });

  expect(step).toMatchObject({ code: 0, outputs: { ready: 'true' } });
  expect(new Set(JSON.parse(step.outputs['instance-ids'] ?? '') as string[])).toEqual(
    new Set(cloud.alive().map(({ id }) => id)),
  );
  expect(JSON.parse(step.outputs['private-ips'] ?? '')).toHaveLength(1000);
  expect(cloud.alive()).toHaveLength(1000);
  expect(cloud.calls().length).toBeLessThanOrEqual(100);
  expect(step.summary).toContain('…and 950 more');
});
