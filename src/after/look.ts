import type { Image } from '@aws-sdk/client-ec2';
import type { Ec2Sender } from '../aws/calls.js';
import { isAwsFailure } from '../aws/errors.js';
import { TAG } from '../aws/tags.js';
import { imagesNamed } from '../image/named.js';
import { isAlive, isComplete } from '../image/state.js';
import type { BakedImage } from './in-region.js';

type Ec2 = Ec2Sender<'DescribeImages'>;

/** An image as EC2 shows it now; undefined when it shows none, or none yet. */
export async function lookAt(id: string, ec2: Ec2): Promise<Image | undefined> {
  try {
    const { Images = [] } = await ec2('DescribeImages', { ImageIds: [id] });
    return Images[0];
  } catch (thrown) {
    if (
      isAwsFailure(thrown, 'not-yet') ||
      (isAwsFailure(thrown) && thrown.code === 'InvalidAMIID.Unavailable')
    )
      return undefined;
    throw thrown;
  }
}

/**
 * The copy of an image in another region, complete or under way. An image of the same fingerprint may be the copy of an
 * earlier bake: only the source's ID, or its name, says that it is this one's.
 */
export async function findCopy(source: BakedImage, ec2: Ec2): Promise<Image | undefined> {
  const { Images = [] } = await ec2('DescribeImages', {
    Owners: ['self'],
    Filters: [{ Name: `tag:${TAG.fingerprint}`, Values: [source.fingerprint] }],
  });
  return newest(
    Images.filter(({ SourceImageId, Name }) => SourceImageId === source.id || Name === source.name),
  );
}

/** What has a name that EC2 says is taken. */
export async function findByName(name: string, ec2: Ec2): Promise<Image | undefined> {
  const images = await imagesNamed(name, ec2);
  return newest(images) ?? images[0];
}

/** Complete ones before those under way; of several the newest. Others, such as failed ones, are passed over. */
function newest(images: readonly Image[]): Image | undefined {
  return images
    .filter(isAlive)
    .sort(
      (one, other) =>
        Number(isComplete(other)) - Number(isComplete(one)) ||
        (other.CreationDate ?? '').localeCompare(one.CreationDate ?? ''),
    )[0];
}
