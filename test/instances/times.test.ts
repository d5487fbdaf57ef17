/** What conditions took, as a tag of the image keeps it for later launches. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseReadyTimes, readyTimes } from '../../src/instances/ready/times.js';

describe('the times of conditions', () => {
  test('are words that fit into a tag', () => {
    expect(readyTimes({ running: 4.2, 'user-data': 8, 'http:80/health': 9.1 })).toBe(
      'running=4.2 user-data=8 http:80/health=9.1',
    );
  });

  test('leave out what tags do not take', () => {
    expect(readyTimes({ running: 4.2, 'console:/a=b c/': 5 })).toBe('running=4.2');
  });

  test('are never longer than a tag may be', () => {
    const many = Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`tcp:${10_000 + n}`, n]));
    expect(readyTimes(many).length).toBeLessThanOrEqual(256);
  });

  test('are read back as they were', () => {
    const name = fc.stringMatching(/^[\w.:/@-]{1,20}$/).filter((text) => text !== '__proto__');
    const tenths = fc.integer({ min: 0, max: 99_999 }).map((value) => value / 10);
    fc.assert(
      fc.property(fc.dictionary(name, tenths, { maxKeys: 6 }), (times) => {
        expect(parseReadyTimes(readyTimes(times))).toEqual(times);
      }),
    );
  });

  test('anybody may write a tag: what is not of the form is passed over', () => {
    expect(parseReadyTimes('running=4 <b>=1 tcp:22=-3 user-data=1e9 http:80/=x')).toEqual({ running: 4 });
    fc.assert(fc.property(fc.string(), (text) => void parseReadyTimes(text)));
  });
});
