import { partitionOf } from '../aws/partition.js';
import type { ShareTarget } from '../inputs/bake-grammar.js';

/**
 * What EC2 does with a key, on behalf of whoever launches from an image that it encrypts.
 * Source: EBS user guide, "Permissions for IAM users" under "Requirements for Amazon EBS encryption".
 */
export const KEY_OPERATIONS = [
  'CreateGrant',
  'Decrypt',
  'DescribeKey',
  'GenerateDataKeyWithoutPlaintext',
  'ReEncryptFrom',
  'ReEncryptTo',
] as const;

/** All principals of an account, as far as that account itself allows them. */
export function accountArn(account: string, region: string): string {
  return `arn:${partitionOf(region)}:iam::${account}:root`;
}

/** One statement of a key's own policy. */
export interface KeyStatement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Principal: { readonly AWS: string | readonly string[] };
  readonly Action: readonly string[];
  readonly Resource: '*';
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/**
 * The statements that let these use a key, ready to paste into its policy.
 * Source: EC2 user guide, "Allow organizations and OUs to use a KMS key"; IAM user guide, `aws:PrincipalOrgID` and
 * `aws:PrincipalOrgPaths`.
 */
export function keyStatements(targets: readonly ShareTarget[], region: string): KeyStatement[] {
  const accounts = targets.flatMap((target) => (target.kind === 'account' ? [target.account] : []));
  const organizations = targets.flatMap((target) =>
    target.kind === 'organization' ? [lastPart(target.arn)] : [],
  );
  const units = targets.flatMap((target) => (target.kind === 'unit' ? [pathOf(target.arn)] : []));
  const common = {
    Effect: 'Allow',
    Action: KEY_OPERATIONS.map((operation) => `kms:${operation}`),
    Resource: '*',
  } as const;
  return [
    ...(accounts.length === 0
      ? []
      : [
          {
            Sid: 'ImageSharedWithAccounts',
            ...common,
            Principal: { AWS: accounts.map((account) => accountArn(account, region)) },
          },
        ]),
    ...(organizations.length === 0
      ? []
      : [
          {
            Sid: 'ImageSharedWithOrganizations',
            ...common,
            Principal: { AWS: '*' },
            Condition: { StringEquals: { 'aws:PrincipalOrgID': organizations } },
          },
        ]),
    ...(units.length === 0
      ? []
      : [
          {
            Sid: 'ImageSharedWithUnits',
            ...common,
            Principal: { AWS: '*' },
            Condition: { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': units } },
          },
        ]),
  ];
}

function lastPart(arn: string): string {
  return arn.split('/').at(-1) ?? '';
}

/**
 * The unit with all that is below it, wherever it hangs: a path goes from the organization over its root, whose ID the
 * unit's own begins with. Source: Organizations API reference, OrganizationalUnit, `Id`.
 */
function pathOf(arn: string): string {
  const [organization = '', unit = ''] = arn.split('/').slice(-2);
  const [, root = ''] = /^ou-([0-9a-z]+)-/.exec(unit) ?? [];
  return `${organization}/r-${root}/*${unit}/*`;
}
