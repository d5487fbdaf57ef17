/** One API that AWS throttles must not keep the instances from being ended. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { clientsByRegion } from '../../src/aws/clients.js';
import { type Endpoint, startEndpoint } from '../../src/endpoint/server.js';
import type { UndoLimits } from '../../src/undo/kinds.js';
import { makeLedger } from '../../src/undo/ledger.js';
import { IN_A_HURRY, settle, WITH_TIME } from '../../src/undo/settle.js';
import { launchElsewhere } from '../support/elsewhere.js';
import { readContext } from '../support/read-context.js';
import { testClock } from '../support/test-clock.js';

let endpoint: Endpoint;
let calls: string[] = [];
beforeAll(async () => {
  endpoint = await startEndpoint({ speed: 1 });
  endpoint.control.onRequest((moment, { action }) => {
    if (moment === 'before') calls.push(action);
  });
});
beforeEach(() => {
  endpoint.control.reset();
  endpoint.control.settings({ throttle: 'off', consistencySeconds: 0 });
  endpoint.control.faults.add({ action: 'DescribeImages', kind: 'throttle' });
});
afterAll(() => endpoint.close());

/** Settles a builder, and the image that was begun of it after that. */
async function settleBoth(limits: UndoLimits) {
  const read = readContext(endpoint.url);
  const clock = testClock();
  const ledger = makeLedger({ append: () => undefined });
  const all = { region: 'eu-west-1', token: 't', count: 1, at: clock.now() };
  const id = await launchElsewhere(endpoint, { 'ami-launch:step': read.step });
  ledger.creating({ ...all, kind: 'instances', what: 'the builder' }).made([id]);
  ledger.creating({ ...all, kind: 'image', what: 'the image' });
  calls = [];
  const at = clientsByRegion({ ...read, clock, throttlePatienceMs: limits.throttlePatienceMs });
  const settled = await settle(ledger, limits, { ...read, clock, at });
  const open = ledger.open().map(({ what }) => what);
  return { settled, id, open, waited: clock.now() - all.at };
}

const LEFT = [expect.stringContaining('the image')];

test('in a hurry the builder is ended, and the image left to post', async () => {
  const { settled, id, open, waited } = await settleBoth(IN_A_HURRY);

  expect(settled).toMatchObject({ ended: [id], left: LEFT });
  expect(open).toEqual(['the image']);
  expect(waited).toBeLessThan(7_000);
});

test('with time, what is throttled is tried once more after all the others', async () => {
  const { settled, id, open, waited } = await settleBoth(WITH_TIME);

  expect(settled).toMatchObject({ ended: [id], left: LEFT });
  expect(open).toEqual(['the image']);
  expect(calls.at(0)).toBe('DescribeImages');
  expect(calls).toContain('TerminateInstances');
  expect(calls.at(-1)).toBe('DescribeImages');
  expect(waited).toBeLessThan(120_000);
});

test('and is done then, if AWS lets it', async () => {
  const { control } = endpoint;
  const off = control.onRequest((_moment, { action }) => {
    if (action === 'TerminateInstances') control.faults.clear();
  });

  const { settled, id, open } = await settleBoth(WITH_TIME);

  off();
  expect(settled).toMatchObject({ ended: [id], left: [] });
  expect(open).toEqual([]);
});
