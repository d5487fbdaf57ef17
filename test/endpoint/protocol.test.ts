import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { globMatcher } from '../../src/endpoint/protocol/filters.js';
import { parseQuery, structures, text, texts } from '../../src/endpoint/protocol/query.js';
import { element } from '../../src/endpoint/protocol/xml.js';
import { replan, stateAt, type Timeline } from '../../src/endpoint/world/timeline.js';

describe('the query protocol', () => {
  test('numbers the members of lists from 1, and 10 comes after 9', () => {
    const params = parseQuery(
      Array.from({ length: 12 }, (_, n) => `Id.${n + 1}=i-${n + 1}`)
        .reverse()
        .join('&'),
    );
    expect(texts(params, 'Id')).toEqual(Array.from({ length: 12 }, (_, n) => `i-${n + 1}`));
  });

  test('nests structures by dots', () => {
    const params = parseQuery('Filter.1.Name=tag%3Aa.b&Filter.1.Value.1=x+y&Filter.1.Value.2=z');
    const [filter] = structures(params, 'Filter');
    expect(text(filter!, 'Name')).toBe('tag:a.b');
    expect(texts(filter!, 'Value')).toEqual(['x y', 'z']);
  });

  test('reaches no prototype', () => {
    parseQuery('__proto__.polluted=1&constructor.prototype.polluted=1');
    expect({}).not.toHaveProperty('polluted');
  });
});

test('XML: lists are items, what is undefined is left out, signs are escaped', () => {
  expect(element('a', { list: ['x', { y: 1 }], none: undefined, empty: [], sign: '<&>"' })).toBe(
    '<a><list><item>x</item><item><y>1</y></item></list><empty/><sign>&lt;&amp;&gt;&quot;</sign></a>',
  );
});

describe('wild cards', () => {
  test.each([
    ['a*c', 'abbc', true],
    ['a?c', 'abbc', false],
    ['a\\*c', 'a*c', true],
    ['a\\*c', 'abc', false],
    ['a.c', 'abc', false],
  ])('%s and %s', (glob, value, matches) => expect(globMatcher(glob)(value)).toBe(matches));

  test('every text matches itself, quoted', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), (value) =>
        globMatcher(value.replace(/[*?\\]/g, '\\$&'))(value),
      ),
    );
  });
});

test('a timeline: what was planned is forgotten when something else happens', () => {
  const life: Timeline<'pending' | 'running' | 'stopped'> = [
    { at: 0, state: 'pending' },
    { at: 4, state: 'running' },
  ];
  expect([0, 3, 4, 9].map((now) => stateAt(life, now))).toEqual(['pending', 'pending', 'running', 'running']);
  replan(life, 2, [{ at: 2, state: 'stopped' }]);
  expect([1, 2, 9].map((now) => stateAt(life, now))).toEqual(['pending', 'stopped', 'stopped']);
});
