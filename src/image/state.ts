import type { Image } from '@aws-sdk/client-ec2';

type Stated = Pick<Image, 'State'>;

export const isComplete = ({ State }: Stated) => State === 'available';

export const isMaking = ({ State }: Stated) => State === 'pending' || State === 'transient';

/** Complete or on the way to it. */
export const isAlive = (image: Stated) => isComplete(image) || isMaking(image);
