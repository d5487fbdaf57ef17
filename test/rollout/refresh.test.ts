/** What Auto Scaling is asked for, and of which instances the consoles are read. */
import { expect, test } from '@jest/globals';
import type { RefreshPart } from '../../src/inputs/request.js';
import { preferences } from '../../src/rollout/refresh.js';
import { warmup } from '../../src/rollout/warm-up.js';
import { bearsWitness } from '../../src/rollout/witnesses.js';

const PART: RefreshPart = {
  minHealthy: 100,
  maxHealthy: 200,
  warmupMs: undefined,
  checkpoints: [],
  checkpointDelayMs: undefined,
  bakeTimeMs: undefined,
  skipMatching: true,
  standby: 'ignore',
  scaleInProtected: 'ignore',
  alarms: [],
};

test('what nobody says is left to Auto Scaling', () => {
  expect(preferences(PART, undefined, true)).toEqual({
    MinHealthyPercentage: 100,
    MaxHealthyPercentage: 200,
    SkipMatching: true,
    ScaleInProtectedInstances: 'Ignore',
    StandbyInstances: 'Ignore',
    AutoRollback: true,
  });
});

test('times are told in seconds, and none is cut', () => {
  const part: RefreshPart = {
    ...PART,
    checkpoints: [10, 100],
    checkpointDelayMs: 90_500,
    bakeTimeMs: 600_000,
    standby: 'terminate',
    scaleInProtected: 'refresh',
    alarms: ['errors'],
  };
  expect(preferences(part, 30, false)).toMatchObject({
    InstanceWarmup: 30,
    CheckpointPercentages: [10, 100],
    CheckpointDelay: 91,
    BakeTime: 600,
    StandbyInstances: 'Terminate',
    ScaleInProtectedInstances: 'Refresh',
    AlarmSpecification: { Alarms: ['errors'] },
    AutoRollback: false,
  });
});

test.each([
  { why: 'what the input says', warmupMs: 5_000, took: 40, own: 300, seconds: 5 },
  { why: 'what the layers took before, and a quarter more', took: 40, own: 0, seconds: 50 },
  { why: 'as the group says, where that is longer', took: 40, own: 300, seconds: undefined },
  { why: 'as the group says, where nothing is known', took: undefined, own: 0, seconds: undefined },
])('the warm-up is $why', ({ warmupMs, took, own, seconds }) => {
  const request = {
    rollout: { refresh: { ...PART, warmupMs } },
    ready: { conditions: [{ kind: 'user-data' }], timeoutMs: 1, address: 'public' },
  } as unknown as Parameters<typeof warmup>[0];
  const tookBefore = took === undefined ? {} : { 'user-data': took };
  expect(warmup(request, tookBefore, { warmupSeconds: own })).toBe(seconds);
});

test('of a thousand instances the consoles of the first ten are read, and of one in each hundred more', () => {
  const read = Array.from({ length: 1000 }, (_, index) => index).filter(bearsWitness);
  expect(read.slice(0, 10)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(read.slice(10)).toEqual([100, 200, 300, 400, 500, 600, 700, 800, 900]);
});
