import type { Image } from '@aws-sdk/client-ec2';
import type { Ec2Sender } from '../aws/calls.js';

/** This account's images of a name, in whatever state; EC2 shows a new one after a moment. */
export async function imagesNamed(name: string, ec2: Ec2Sender<'DescribeImages'>): Promise<readonly Image[]> {
  const { Images = [] } = await ec2('DescribeImages', {
    Owners: ['self'],
    Filters: [{ Name: 'name', Values: [name] }],
  });
  return Images;
}
