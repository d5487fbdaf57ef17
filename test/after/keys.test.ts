/** Which key encrypts a copy, and what a key's policy must say so that others can launch what it encrypts. */
import { expect, test } from '@jest/globals';
import { deprecationOf } from '../../src/after/deprecate.js';
import { keyStatements } from '../../src/after/key-policy.js';
import { keyOfCopy } from '../../src/after/keys.js';

const ARN = 'arn:aws:kms:eu-west-1:123456789012:';
const MRK = `mrk-${'0'.repeat(32)}`;

test.each([
  ["the target's own", 'alias/own', 'alias/images', 'alias/own'],
  ['the same alias', undefined, 'alias/images', 'alias/images'],
  ["the alias of an alias's ARN", undefined, `${ARN}alias/images`, 'alias/images'],
  ['the same multi-Region key', undefined, MRK, MRK],
  ["the ID of a multi-Region key's ARN", undefined, `${ARN}key/${MRK}`, MRK],
  ["the region's default", undefined, undefined, undefined],
])('a copy is encrypted with %s', (_what, key, kmsKeyId, expected) => {
  expect(keyOfCopy({ region: 'us-east-1', key }, kmsKeyId)).toBe(expected);
});

test('the statements let in whoever is meant: accounts, an organization, a unit wherever it hangs', () => {
  const statements = keyStatements(
    [
      { kind: 'account', account: '111122223333' },
      { kind: 'organization', arn: 'arn:aws-cn:organizations::111122223333:organization/o-abcdefghij' },
      { kind: 'unit', arn: 'arn:aws-cn:organizations::111122223333:ou/o-abcdefghij/ou-ab12-cdefghij' },
    ],
    'cn-north-1',
  );

  expect(statements.map(({ Principal, Condition }) => ({ Principal, Condition }))).toEqual([
    { Principal: { AWS: ['arn:aws-cn:iam::111122223333:root'] } },
    { Principal: { AWS: '*' }, Condition: { StringEquals: { 'aws:PrincipalOrgID': ['o-abcdefghij'] } } },
    {
      Principal: { AWS: '*' },
      Condition: {
        'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': ['o-abcdefghij/r-ab12/*ou-ab12-cdefghij/*'] },
      },
    },
  ]);
});

test('an image is deprecated so many days after it was made, in whole minutes', () => {
  const at = deprecationOf({ CreationDate: '2026-01-01T00:00:31.000Z' }, 30, 0);
  expect(new Date(at).toISOString()).toBe('2026-01-31T00:01:00.000Z');
});
