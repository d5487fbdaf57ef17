/** What holds of every instance refresh, whatever it is told: how few and how many instances there are, and that time is exact. */
import { expect, test } from '@jest/globals';
import {
  CancelInstanceRefreshCommand,
  RollbackInstanceRefreshCommand,
  type RefreshPreferences,
} from '@aws-sdk/client-auto-scaling';
import fc from 'fast-check';
import { scalingCloud, versions, WEB, type ScalingCloud } from './scaling.js';

interface Story {
  readonly size: number;
  readonly preferences: RefreshPreferences & { MinHealthyPercentage: number; MaxHealthyPercentage: number };
  /** After so many seconds an instance dies. */
  readonly dies?: number;
  /** After so many seconds it is cancelled or rolled back. */
  readonly turn?: 'cancel' | 'roll back';
  readonly at?: number;
}

const PREFERENCES = fc
  .record({
    MinHealthyPercentage: fc.integer({ min: 0, max: 100 }),
    surplus: fc.integer({ min: 0, max: 100 }),
    InstanceWarmup: fc.integer({ min: 0, max: 30 }),
    SkipMatching: fc.boolean(),
  })
  .map(({ surplus, ...preferences }) => ({
    ...preferences,
    MaxHealthyPercentage: Math.max(100, Math.min(200, preferences.MinHealthyPercentage + surplus)),
  }));

const STORY: fc.Arbitrary<Story> = fc.record({
  size: fc.integer({ min: 1, max: 7 }),
  preferences: PREFERENCES,
});

const LASTS = 1200;

async function turned({ scaling }: ScalingCloud, turn: 'cancel' | 'roll back'): Promise<void> {
  const Turn = turn === 'cancel' ? CancelInstanceRefreshCommand : RollbackInstanceRefreshCommand;
  try {
    await scaling.send(new Turn(WEB));
  } catch (thrown) {
    // It was over already.
    expect(thrown).toMatchObject({ name: 'ActiveInstanceRefreshNotFoundFault' });
  }
}

/** How it went when the endpoint is asked every so many seconds. */
async function told({ size, preferences, dies, turn, at: turnsAt = 0 }: Story, every: number) {
  const at = await scalingCloud();
  try {
    await at.template();
    await at.version({ InstanceType: 't3.small' });
    await at.group(size);
    const start = at.dumped().history.at(-1)!.at;
    await at.refresh(preferences);
    let most = 0;
    if (turn !== undefined) {
      at.control.skip(turnsAt);
      await turned(at, turn);
    }
    for (let passed = 0; passed < LASTS; passed += every) {
      if (dies !== undefined && passed <= dies && dies < passed + every) {
        at.control.skip(dies - passed);
        const victim = at.dumped().instances.find(({ lifecycle }) => lifecycle === 'InService');
        if (victim) at.control.instances.kill(victim.id);
        at.control.skip(passed + every - dies);
      } else at.control.skip(every);
      const live = at.dumped().instances.filter(({ lifecycle }) => lifecycle !== 'Terminating');
      most = Math.max(most, live.length);
    }
    const { history, refreshes } = at.dumped();
    const moments = history
      .filter((moment) => moment.at >= start)
      .map((moment) => ({ ...moment, at: moment.at - start }));
    const [refresh] = refreshes;
    return {
      moments,
      most,
      status: refresh!.status,
      took: (refresh!.endedAt ?? 0) - refresh!.startedAt,
      versions: versions(await at.described()),
    };
  } finally {
    await at.close();
  }
}

test('never are there fewer healthy instances than the least, nor more than the most, and in the end all are new', async () => {
  await fc.assert(
    fc.asyncProperty(STORY, async (story) => {
      const { size, preferences } = story;
      const { moments, most, status, versions: after } = await told(story, 20);
      const least = Math.ceil((size * preferences.MinHealthyPercentage) / 100);
      const room = Math.ceil((size * preferences.MaxHealthyPercentage) / 100);
      // Where there is no room either way, one at a time is ended first.
      const allowed = least === size && room === size ? size - 1 : least;
      expect(Math.min(...moments.map(({ inService }) => inService))).toBeGreaterThanOrEqual(allowed);
      expect(most).toBeLessThanOrEqual(room);
      expect(status).toBe('Successful');
      expect(after).toEqual(Array.from({ length: size }, () => '2'));
    }),
    { numRuns: 15 },
  );
});

test('who turns round on the way, or stops, has no fewer either', async () => {
  const turns = fc.constantFrom('cancel' as const, 'roll back' as const);
  await fc.assert(
    fc.asyncProperty(STORY, turns, fc.integer({ min: 0, max: 60 }), async (story, turn, at) => {
      const { size, preferences } = story;
      const { moments, most, status, versions: after } = await told({ ...story, turn, at }, 20);
      const least = Math.ceil((size * preferences.MinHealthyPercentage) / 100);
      const room = Math.ceil((size * preferences.MaxHealthyPercentage) / 100);
      const allowed = least === size && room === size ? size - 1 : least;
      expect(Math.min(...moments.map(({ inService }) => inService))).toBeGreaterThanOrEqual(allowed);
      expect(most).toBeLessThanOrEqual(room);
      expect(['Cancelled', 'RollbackSuccessful', 'Successful']).toContain(status);
      expect(after).toHaveLength(size);
      if (status === 'RollbackSuccessful') expect(new Set(after)).toEqual(new Set(['1']));
    }),
    { numRuns: 15 },
  );
});

test('it goes the same way however often anybody looks, also when an instance dies on the way', async () => {
  await fc.assert(
    fc.asyncProperty(STORY, fc.integer({ min: 3, max: 40 }), async (story, dies) => {
      const often = await told({ ...story, dies }, 5);
      const seldom = await told({ ...story, dies }, LASTS);
      // Who looks seldom sees less; what happened is the same.
      expect({ ...seldom, most: 0 }).toEqual({ ...often, most: 0 });
      expect(often.status).toBe('Successful');
    }),
    { numRuns: 5 },
  );
});
