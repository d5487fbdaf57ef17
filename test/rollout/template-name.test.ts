/** The launch template of a group is called as the group, as far as EC2 takes that. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { templateName } from '../../src/rollout/template-name.js';

test('a name that EC2 takes stays', () => {
  expect(templateName('web.prod/eu-1_(blue)')).toBe('web.prod/eu-1_(blue)');
});

test('any other becomes one, never that of another group', () => {
  expect(templateName('web prod')).toMatch(/^web-prod-[0-9a-f]{8}$/);
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.string({ minLength: 1, maxLength: 255 }), { minLength: 2, maxLength: 2 }),
      (groups) => {
        const [one = '', other = ''] = groups.map(templateName);
        // Source: EC2 API reference, CreateLaunchTemplate.
        expect(one).toMatch(/^[a-zA-Z0-9().\-/_]{3,128}$/);
        expect(one).not.toBe(other);
      },
    ),
  );
});
