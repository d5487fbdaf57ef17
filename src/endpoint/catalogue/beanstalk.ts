import type { Platform } from '../world/beanstalk.js';
import type { Region } from '../world/state.js';
import { bootMode, type Publication } from './publication.js';

/** Platforms as Beanstalk names them; their versions are examples. */
const PLATFORMS = [
  { branch: 'Docker running on 64bit Amazon Linux 2023', version: '4.7.0', image: 'docker' },
  { branch: 'Node.js 22 running on 64bit Amazon Linux 2023', version: '6.6.0', image: 'nodejs22' },
] as const;

/** The images of the platforms, which stand under no parameter: DescribePlatformVersion tells them. Owner and name from memory. */
export const BEANSTALK: readonly Publication[] = PLATFORMS.map(({ image }) => ({
  parameters: [],
  name: ({ day }) => `${prefixOf(image)}2023.12.${day}`,
  description: `Elastic Beanstalk platform ${image} on Amazon Linux 2023`,
  ownerId: '102837901569',
  ownerAlias: 'amazon',
  rootDeviceName: '/dev/xvda',
  architecture: 'x86_64',
  rootGiB: 8,
  rootType: 'gp3',
  bootMode: bootMode('x86_64'),
  imdsSupport: 'v2.0',
}));

function prefixOf(image: string): string {
  return `aws-elasticbeanstalk-eb_${image}_amazon_linux_2023-hvm-`;
}

/** The platforms of a region, each with its newest image. */
export function platformsOf({ name, images }: Region): Platform[] {
  return PLATFORMS.map(({ branch, version, image }) => {
    const [runtime = '', system = ''] = branch.split(' running on ');
    const newest = [...images.values()]
      .filter((one) => one.name.startsWith(prefixOf(image)))
      .sort((one, other) => other.createdAt - one.createdAt);
    return {
      arn: `arn:aws:elasticbeanstalk:${name}::platform/${branch}/${version}`,
      solutionStack: `${system} v${version} running ${runtime}`,
      imageId: newest[0]?.id ?? '',
    };
  });
}
