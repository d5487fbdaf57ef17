/** KMS, as far as shared images go. */
import * as kms from '@aws-sdk/client-kms';
import { askKms, type Case, type Known } from './case.js';

const key = (known: Known) => ({ KeyId: known('key') });
const NONE = { KeyId: '01234567-89ab-cdef-0123-456789abcdef' };

export const KEY_CASES: readonly Case[] = [
  askKms(kms.CreateKeyCommand, 'anew', () => ({ Description: 'images' }), { key: 'KeyMetadata.KeyId' }),
  askKms(kms.CreateAliasCommand, 'anew', (known) => ({
    AliasName: 'alias/images',
    TargetKeyId: known('key'),
  })),
  askKms(kms.CreateAliasCommand, 'that is taken', (known) => ({
    AliasName: 'alias/images',
    TargetKeyId: known('key'),
  })),
  askKms(kms.DescribeKeyCommand, 'by its ID', key),
  askKms(kms.DescribeKeyCommand, 'by its alias', () => ({ KeyId: 'alias/images' })),
  askKms(kms.DescribeKeyCommand, "EBS's own", () => ({ KeyId: 'alias/aws/ebs' })),
  askKms(kms.DescribeKeyCommand, 'that does not exist', () => NONE),
  askKms(kms.DescribeKeyCommand, 'by an alias that does not exist', () => ({ KeyId: 'alias/none' })),
  askKms(kms.ListAliasesCommand, 'of the key', key),
  askKms(
    kms.CreateGrantCommand,
    'to another account',
    (known) => ({
      ...key(known),
      Name: 'share',
      GranteePrincipal: 'arn:aws:iam::210987654321:root',
      Operations: ['Decrypt' as const, 'CreateGrant' as const],
    }),
    { grant: 'GrantId' },
  ),
  askKms(kms.ListGrantsCommand, 'of the key', key),
  askKms(kms.RevokeGrantCommand, 'that is there', (known) => ({ ...key(known), GrantId: known('grant') })),
  askKms(kms.ListGrantsCommand, 'none left', key),
];
