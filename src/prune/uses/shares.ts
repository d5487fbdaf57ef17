import type { LaunchPermission } from '@aws-sdk/client-ec2';
import { isAwsFailure } from '../../aws/errors.js';
import type { PruneImage } from '../image.js';
import type { LookContext } from '../context.js';

/**
 * Who else may launch an image. Whether they do, EC2 tells only in a report that takes minutes and has to be ordered for each
 * image, so whatever is shared counts as used.
 */
export async function sharesOf(
  { id, ownerId }: Pick<PruneImage, 'id' | 'ownerId'>,
  { ec2 }: Pick<LookContext, 'ec2'>,
): Promise<string[]> {
  try {
    const { LaunchPermissions = [] } = await ec2('DescribeImageAttribute', {
      ImageId: id,
      Attribute: 'launchPermission',
    });
    return LaunchPermissions.filter(({ UserId }) => UserId !== ownerId).map(sharedWith);
  } catch (thrown) {
    if (isAwsFailure(thrown) && /^InvalidAMIID\./.test(thrown.code)) return [];
    throw thrown;
  }
}

function sharedWith({ UserId, Group, OrganizationArn, OrganizationalUnitArn }: LaunchPermission): string {
  if (UserId !== undefined) return `account ${UserId}`;
  if (OrganizationArn !== undefined) return `organization ${OrganizationArn.replace(/^.*\//, '')}`;
  if (OrganizationalUnitArn !== undefined) return `unit ${OrganizationalUnitArn.replace(/^.*\//, '')}`;
  return Group === 'all' ? 'everybody' : 'somebody';
}
