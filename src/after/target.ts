import type { LaunchPermission } from '@aws-sdk/client-ec2';
import type { ShareTarget } from '../inputs/bake-grammar.js';

/** As the input names it. */
export function nameOf(target: ShareTarget): string {
  return target.kind === 'account' ? target.account : target.arn;
}

/** As EC2 names it. */
export function permissionOf(target: ShareTarget): LaunchPermission {
  switch (target.kind) {
    case 'account':
      return { UserId: target.account };
    case 'organization':
      return { OrganizationArn: target.arn };
    case 'unit':
      return { OrganizationalUnitArn: target.arn };
  }
}
