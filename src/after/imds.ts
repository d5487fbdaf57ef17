import type { WriteContext } from '../context.js';
import type { InRegion } from './in-region.js';

/**
 * Instances of a copy require IMDSv2 as those of its source do. That EC2 copies this with the image is written nowhere, so
 * it is looked at, in what is known of both already, and set where it is missing.
 */
export async function keepImdsSupport(
  source: Pick<InRegion, 'described'>,
  { clients, described, id, region }: InRegion,
  { log }: WriteContext,
): Promise<void> {
  const [{ ImdsSupport: wanted }, { ImdsSupport: has }] = [await source.described(), await described()];
  if (wanted === undefined || wanted === has) return;
  await clients.ec2('ModifyImageAttribute', { ImageId: id, ImdsSupport: { Value: wanted } });
  log.say(`${id} in ${region} requires IMDSv2 as its source does.`);
}
