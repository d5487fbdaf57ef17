import { ARCHITECTURES, bootMode, type Publication } from './publication.js';

const LATEST = '/aws/service/ami-amazon-linux-latest';
const OWNER = { ownerId: '137112412989', ownerAlias: 'amazon', rootDeviceName: '/dev/xvda' } as const;

const DEFAULT_KERNEL = { al2023: '6.1', al2: '5.10' };

/** The image with the default kernel stands under two parameters. */
const al2023 = (minimal: '' | 'minimal-', kernel: string): Publication[] =>
  ARCHITECTURES.map((architecture) => {
    const parameter = (line: string) => `${LATEST}/al2023-ami-${minimal}kernel-${line}-${architecture}`;
    return {
      ...OWNER,
      parameters: [parameter(kernel), ...(kernel === DEFAULT_KERNEL.al2023 ? [parameter('default')] : [])],
      name: ({ day }) => `al2023-ami-${minimal}2023.12.${day}.0-kernel-${kernel}-${architecture}`,
      description: `Amazon Linux 2023 AMI 2023.12 ${architecture} HVM kernel-${kernel}`,
      architecture,
      rootGiB: minimal === '' ? 8 : 2,
      rootType: 'gp3',
      bootMode: bootMode(architecture),
      imdsSupport: 'v2.0',
    };
  });

/** What has no kernel in the parameter's name is the image with kernel 4.14, whose own name has none either. */
const al2 = (minimal: '' | 'minimal-', kernel: string): Publication[] =>
  ARCHITECTURES.map((architecture) => {
    const parameter = (line: string) => `${LATEST}/amzn2-ami-${minimal}${line}hvm-${architecture}-gp2`;
    const old = kernel === '4.14';
    return {
      ...OWNER,
      parameters: [parameter(`kernel-${kernel}-`), parameter(old ? '' : 'kernel-default-')],
      name: ({ day }) =>
        `amzn2-ami-${minimal}${old ? '' : `kernel-${kernel}-`}hvm-2.0.${day}.0-${architecture}-gp2`,
      description: `Amazon Linux 2 Kernel ${kernel} AMI 2.0 ${architecture} HVM gp2`,
      architecture,
      rootGiB: minimal === '' ? 8 : 2,
      rootType: 'gp2',
      bootMode: architecture === 'arm64' ? 'uefi' : 'legacy-bios',
    };
  });

export const AMAZON_LINUX: readonly Publication[] = [
  ...['6.1', '6.12', '6.18'].flatMap((kernel) => [...al2023('', kernel), ...al2023('minimal-', kernel)]),
  ...['4.14', '5.10'].flatMap((kernel) => al2('', kernel)),
  ...al2('minimal-', '5.10'),
];
