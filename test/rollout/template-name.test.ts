/** The launch template of a group is called as the group, as far as EC2 takes that. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { migratedName, templateName } from '../../src/rollout/template-name.js';

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

test('where somebody else has that, it is called by the launch configuration, too', () => {
  expect(migratedName('web', 'web-2019')).toMatch(/^web-[0-9a-f]{8}$/);
  expect(migratedName('web', 'web-2020')).not.toBe(migratedName('web', 'web-2019'));
  expect(migratedName('w'.repeat(255), 'web-2019')).toHaveLength(128);
});
