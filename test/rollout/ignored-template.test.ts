/** With `create-group` a launch template may be named; a group that is there keeps its own. */
import { expect, test } from '@jest/globals';
import { ignoredTemplate } from '../../src/rollout/ignored-template.js';

const GROUP = { name: 'web', template: { id: 'lt-1', name: 'base', version: '3' } };
const version = undefined;

test.each([
  [undefined],
  [{ id: 'lt-1', version }],
  [{ name: 'base', version }],
  [{ name: 'base', version: '2' }],
])('nobody is warned of %j', (asked) => {
  expect(ignoredTemplate(asked, GROUP)).toBeUndefined();
});

test.each([
  [{ id: 'lt-2', version }, '`launch-template: lt-2` has no effect: the group web'],
  [{ name: 'other', version }, '`launch-template: other` has no effect: the group web'],
])('of %j everybody is', (asked, told) => {
  expect(ignoredTemplate(asked, GROUP)).toContain(told);
});
