/** What an instance says on its console. */
import { describe, expect, test } from '@jest/globals';
import { findSignal, tail } from '../../src/instances/console.js';
import { plainText } from '../../src/report/untrusted.js';

const SIGNAL = '0123456789abcdef0123456789abcdef';

describe('the signal', () => {
  test.each([
    ['ok', `boot\nami-launch-signal: ${SIGNAL} ok\nmore`, { kind: 'ok' }],
    [
      'a failure',
      `ami-launch-signal: ${SIGNAL} failed deploy/app.sh exit 3`,
      { kind: 'failed', layer: 'deploy/app.sh', exitCode: 3 },
    ],
    [
      'a layer with blanks',
      `ami-launch-signal: ${SIGNAL} failed my app.sh exit 1`,
      { kind: 'failed', layer: 'my app.sh', exitCode: 1 },
    ],
    ['behind kernel messages', `[ 12.3] eth0: ami-launch-signal: ${SIGNAL} ok`, { kind: 'ok' }],
    [
      'among colours and carriage returns',
      `\u001b[32mami-launch-signal: ${SIGNAL} ok\u001b[0m\r\n`,
      { kind: 'ok' },
    ],
    ['behind a title that never ends', `\u001b]0;x ami-launch-signal: ${SIGNAL} ok\n`, { kind: 'ok' }],
    [
      'a failure after it',
      `ami-launch-signal: ${SIGNAL} ok\nami-launch-signal: ${SIGNAL} failed clean exit 1\n`,
      { kind: 'failed', layer: 'clean', exitCode: 1 },
    ],
  ])('%s', (_form, text, signal) => {
    expect(findSignal(plainText(text), SIGNAL)).toEqual(signal);
  });

  test.each([
    ['of another run', `ami-launch-signal: ${'f'.repeat(32)} ok`],
    ['that is still being written', `ami-launch-signal: ${SIGNAL} o`],
    ['without an exit code', `ami-launch-signal: ${SIGNAL} failed app.sh exit`],
  ])('one %s is not ours', (_form, text) => {
    expect(findSignal(text, SIGNAL)).toBeUndefined();
  });
});

test('the tail is the last lines that say something', () => {
  expect(tail('a\n\nb\n \nc\n', 2)).toBe('b\nc');
});
