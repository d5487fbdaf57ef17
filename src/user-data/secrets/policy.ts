import { partitionOf } from '../../aws/partition.js';
import type { Statement } from '../../aws/permissions.js';
import type { SecretReference } from './reference.js';

const ALLOWED = {
  ssm: { Sid: 'FetchParameters', Effect: 'Allow', Action: 'ssm:GetParameter' },
  secretsmanager: { Sid: 'FetchSecrets', Effect: 'Allow', Action: 'secretsmanager:GetSecretValue' },
} as const;

/**
 * What the instance's role has to allow so that the machine can fetch its secrets. The account is left open in the ARNs
 * of names: a role reaches no other account's by name.
 * Source: Service Authorization Reference, "Resource types defined by" AWS Systems Manager and Secrets Manager; the ARN
 * of a secret ends in six random characters.
 */
export function rolePolicy(secrets: readonly SecretReference[], region: string): Statement[] {
  const partition = partitionOf(region);
  return (['ssm', 'secretsmanager'] as const).flatMap((service) => {
    const arns = secrets
      .filter((secret) => secret.service === service)
      .map(({ id }) => ARNS[service](id, `arn:${partition}:${service}:${region}:*`));
    return arns.length === 0 ? [] : [{ ...ALLOWED[service], Resource: [...new Set(arns)].sort() }];
  });
}

const ARNS: Record<SecretReference['service'], (id: string, start: string) => string> = {
  ssm: (id, start) => {
    const whole = id.startsWith('arn:') ? id : `${start}:parameter/${id.replace(/^\//, '')}`;
    // A version or label is no part of what is allowed.
    return whole.replace(/(:parameter\/[^:]*):.*$/, '$1');
  },
  secretsmanager: (id, start) => {
    if (/^arn:.*-\w{6}$/.test(id)) return id;
    return `${id.startsWith('arn:') ? id : `${start}:secret:${id}`}-??????`;
  },
};
