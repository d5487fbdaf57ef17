import type { WriteContext } from '../context.js';
import type { ShareTarget } from '../inputs/bake-grammar.js';
import { letUseKeys } from './grants.js';
import type { InRegion } from './in-region.js';
import { nameOf, permissionOf } from './target.js';

/**
 * Lets others launch the image in one region, and use the keys that it is encrypted with; its snapshots need no share of
 * their own for that. Whoever may already is left alone. Source: EC2 user guide, "Share an AMI".
 */
export async function share(
  place: InRegion,
  targets: readonly ShareTarget[],
  context: WriteContext,
): Promise<void> {
  const { region, clients, id, fresh } = place;
  const may = fresh ? [] : await whoMay(place);
  const names = targets.map(nameOf);
  const missing = targets.filter(
    (target, index) => !may.includes(nameOf(target)) && names.indexOf(nameOf(target)) === index,
  );
  if (missing.length === 0) return;
  // The keys first: a run that ends in between finds the image not shared yet, and does both again.
  await letUseKeys(place, missing, context);
  await clients.ec2('ModifyImageAttribute', {
    ImageId: id,
    LaunchPermission: { Add: missing.map(permissionOf) },
  });
  context.log.say(`Shared ${id} in ${region} with ${missing.map(nameOf).join(', ')}.`);
}

async function whoMay({ clients, id }: InRegion): Promise<string[]> {
  const { LaunchPermissions = [] } = await clients.ec2('DescribeImageAttribute', {
    ImageId: id,
    Attribute: 'launchPermission',
  });
  return LaunchPermissions.flatMap(
    ({ UserId, OrganizationArn, OrganizationalUnitArn }) =>
      UserId ?? OrganizationArn ?? OrganizationalUnitArn ?? [],
  );
}
