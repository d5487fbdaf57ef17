/** Which images go and which stay, as far as they tell themselves. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { PruneImage } from '../../src/prune/image.js';
import { judge, type Rules } from '../../src/prune/judge.js';
import { makeLineages } from '../../src/prune/kept.js';
import { expired } from '../../src/prune/instances.js';
import { isOfName, literally } from '../../src/prune/scope.js';

const NOW = Date.parse('2026-11-24T12:00:00Z');
const HOUR = 3_600_000;
const LINEAGE = 'web-al2023-x86_64';

function image(id: string, hours: number, more: Partial<PruneImage> = {}): PruneImage {
  return {
    id,
    name: id,
    ownerId: '123456789012',
    lineage: LINEAGE,
    state: 'available',
    createdAt: NOW - hours * HOUR,
    deprecated: false,
    isProtected: false,
    isPublic: false,
    builderId: undefined,
    chain: ['ground', id],
    gib: 8,
    ...more,
  };
}

const usable = ({ state, deprecated }: PruneImage) => state === 'available' && !deprecated;

function judged(images: readonly PruneImage[], keep: number, more: Partial<Rules> = {}) {
  const lineages = makeLineages(keep);
  for (const one of images) if (one.lineage !== undefined && usable(one)) lineages.add(one.lineage, one);
  const rules: Rules = { kept: lineages.kept(), spare: new Set(), keepMs: 0, now: NOW, ...more };
  return new Map(images.map((one) => [one.id, judge(one, rules)]));
}

describe('what stays and what goes', () => {
  test('by state and age: who is made or has just failed is left to whoever waits for it', () => {
    const verdicts = judged(
      [
        image('new', 1),
        image('old', 2),
        image('deprecated', 0.5, { deprecated: true }),
        image('pending', 25, { state: 'pending' }),
        image('stuck', 27, { state: 'transient' }),
        image('failing', 0.5, { state: 'error' }),
        image('failed', 2, { state: 'invalid' }),
        image('strange', 99, { state: 'disabled' }),
        image('nobodys', 99, { lineage: undefined }),
        image('guarded', 99, { isProtected: true }),
        image('public', 99, { isPublic: true }),
        image('spared', 99),
        image('undated', NaN),
      ],
      1,
      { spare: new Set(['spared']) },
    );
    expect(Object.fromEntries(verdicts)).toEqual({
      new: { stays: 'newest' },
      old: { goes: 'superseded' },
      deprecated: { goes: 'deprecated' },
      pending: { stays: 'being-made' },
      stuck: { goes: 'stuck' },
      failing: { stays: 'failed-lately' },
      failed: { goes: 'failed' },
      strange: { stays: 'unclear' },
      nobodys: { stays: 'no-lineage' },
      guarded: { stays: 'protected' },
      public: { stays: 'public' },
      spared: { stays: 'spared' },
      undated: { stays: 'unclear' },
    });
  });

  test('an image made on the way to a kept one stays with it and does not count', () => {
    const verdicts = judged(
      [
        image('c', 1, { chain: ['ground', 'c1', 'c2', 'c'] }),
        image('c2', 2, { chain: ['ground', 'c1', 'c2'] }),
        image('b', 3, { chain: ['ground', 'c1', 'b'] }),
        image('c1', 90, { chain: ['ground', 'c1'] }),
        image('a1', 91, { chain: ['ground', 'a1'] }),
      ],
      2,
    );
    const why = [...verdicts].map(([id, verdict]) => [id, ...Object.values(verdict)].join(' '));
    expect(why).toEqual([
      'c newest',
      'c2 layers-of-newer',
      'b newest',
      'c1 layers-of-newer',
      'a1 superseded',
    ]);
  });

  test('an image that turns up after the count is never taken for an old one', () => {
    const lineages = makeLineages(2);
    lineages.add(LINEAGE, image('one', 5));
    const rules: Rules = { kept: lineages.kept(), spare: new Set(), keepMs: 0, now: NOW };
    expect(judge(image('late', 99), rules)).toEqual({ stays: 'newest' });
    lineages.add(LINEAGE, image('two', 7));
    expect(judge(image('late', 6), { ...rules, kept: lineages.kept() })).toEqual({ stays: 'newest' });
    expect(judge(image('late', 8), { ...rules, kept: lineages.kept() })).toEqual({ goes: 'superseded' });
  });

  test('of any images in any order: the newest N of each lineage stay, all younger ones too, and nothing else that may go', () => {
    const anImage = fc.record({
      hours: fc.integer({ min: 0, max: 400 }),
      lineage: fc.constantFrom('web', 'db'),
      state: fc.constantFrom('available', 'available', 'available', 'failed', 'pending'),
      deprecated: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.array(anImage, { maxLength: 250 }),
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 0, max: 200 }),
        (drawn, keep, keepHours) => {
          const images = drawn.map(({ hours, ...more }, index) => image(`ami-${index}`, hours, more));
          const verdicts = judged(images, keep, { keepMs: keepHours * HOUR });
          for (const lineage of ['web', 'db']) {
            const sorted = images
              .filter((one) => one.lineage === lineage && usable(one))
              .sort((one, other) => other.createdAt - one.createdAt || (one.id < other.id ? -1 : 1));
            const going = sorted.map(({ id }) => 'goes' in (verdicts.get(id) ?? {}));
            const expected = sorted.map(
              ({ createdAt }, index) => index >= keep && NOW - createdAt >= keepHours * HOUR,
            );
            expect(going).toEqual(expected);
          }
        },
      ),
    );
  });
});

describe('instances that have outlived their time', () => {
  const at = (role: string, expires: string | undefined, launched: string) =>
    expired(
      {
        InstanceId: 'i-1',
        State: { Name: 'stopped' },
        LaunchTime: new Date(launched),
        Tags: [
          { Key: 'ami-launch:role', Value: role },
          ...(expires === undefined ? [] : [{ Key: 'ami-launch:expires', Value: expires }]),
        ],
      },
      NOW,
    ).length;
  const LONG_AGO = '2026-11-20T00:00:00Z';

  test.each([
    ['an instance a while after its time', 'instance', '2026-11-24T11:49:00Z', 1],
    ['an instance just after its time: it is ending itself', 'instance', '2026-11-24T11:51:00Z', 0],
    ['an instance that has no end', 'instance', undefined, 0],
    ['a builder long after its time', 'builder', '2026-11-24T11:29:00Z', 1],
    ['a builder that may still be watched', 'builder', '2026-11-24T11:31:00Z', 0],
    ['a builder before its time, however old', 'builder', '2026-11-24T12:01:00Z', 0],
    ['a builder that has lost its tag', 'builder', undefined, 1],
    ['a builder whose tag nobody can read', 'builder', 'soon', 1],
  ])('%s', (_what, role, expires, count) => {
    expect(at(role, expires, LONG_AGO)).toBe(count);
  });

  test('a builder without a tag, started today', () => {
    expect(at('builder', undefined, '2026-11-24T01:00:00Z')).toBe(0);
  });
});

test.each([
  ['web-al2023-x86_64', 'web', true],
  ['web-ubuntu-24.04-arm64', 'web', true],
  ['web-admin-al2023-x86_64', 'web', false],
  ['web-admin-al2023-x86_64', 'web-admin', true],
  ['web-golden-x86_64', 'web', true],
  ['website-al2023-x86_64', 'web', false],
  [undefined, 'web', false],
  [undefined, undefined, true],
])('the lineage %s is one of the name %s: %s', (lineage, name, is) => {
  expect(isOfName(lineage, name)).toBe(is);
});

test('a filter takes a name literally', () => {
  expect(literally('a*b?c\\d')).toBe('a\\*b\\?c\\\\d');
});
