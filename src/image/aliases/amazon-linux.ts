import { type Alias, byParameter } from './alias.js';

/**
 * Amazon Linux. Source: AWS's own list of parameters below /aws/service/ami-amazon-linux-latest/ (May 2026).
 * `kernel-default` moves on when AWS raises the default kernel; the kernel lines stay. Amazon Linux 2 without
 * `kernel-default` in the parameter's name would be the image with kernel 4.14, an older one.
 */
const LATEST = '/aws/service/ami-amazon-linux-latest';
const LINUX = { publisher: 'Amazon', os: 'linux', agent: 'cloud-init' } as const;

const AL2023_KERNEL = {
  what: 'kernel line',
  shape: /^6\.(1|12|18)$/,
  examples: ['6.1', '6.12', '6.18'],
  complete: true,
};
const AL2_KERNEL = {
  what: 'kernel line',
  shape: /^(4\.14|5\.10)$/,
  examples: ['4.14', '5.10'],
  complete: true,
};

export const AMAZON_LINUX: Readonly<Record<string, Alias>> = {
  al2023: {
    ...LINUX,
    title: 'Amazon Linux 2023',
    images: byParameter((architecture) => `${LATEST}/al2023-ami-kernel-default-${architecture}`),
  },
  'al2023-minimal': {
    ...LINUX,
    title: 'Amazon Linux 2023 minimal',
    images: byParameter((architecture) => `${LATEST}/al2023-ami-minimal-kernel-default-${architecture}`),
  },
  'al2023-kernel-<version>': {
    ...LINUX,
    title: 'Amazon Linux 2023 with kernel <version>',
    version: AL2023_KERNEL,
    images: byParameter((architecture) => `${LATEST}/al2023-ami-kernel-<version>-${architecture}`),
  },
  'al2023-minimal-kernel-<version>': {
    ...LINUX,
    title: 'Amazon Linux 2023 minimal with kernel <version>',
    version: AL2023_KERNEL,
    images: byParameter((architecture) => `${LATEST}/al2023-ami-minimal-kernel-<version>-${architecture}`),
  },
  al2: {
    ...LINUX,
    title: 'Amazon Linux 2',
    images: byParameter((architecture) => `${LATEST}/amzn2-ami-kernel-default-hvm-${architecture}-gp2`),
  },
  'al2-minimal': {
    ...LINUX,
    title: 'Amazon Linux 2 minimal',
    images: byParameter(
      (architecture) => `${LATEST}/amzn2-ami-minimal-kernel-default-hvm-${architecture}-gp2`,
    ),
  },
  'al2-kernel-<version>': {
    ...LINUX,
    title: 'Amazon Linux 2 with kernel <version>',
    version: AL2_KERNEL,
    images: byParameter((architecture) => `${LATEST}/amzn2-ami-kernel-<version>-hvm-${architecture}-gp2`),
  },
};
