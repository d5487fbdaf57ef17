import type { Architecture } from './instance-types.js';

/** One kind of image that a publisher keeps patched. Names as published; the IDs are invented. */
export interface Publication {
  readonly parameter: string;
  readonly name: (release: Release) => string;
  readonly description: string;
  readonly ownerId: string;
  readonly ownerAlias?: string;
  readonly architecture: Architecture;
  readonly rootDeviceName: string;
  readonly rootGiB: number;
  readonly rootType: string;
  readonly windows?: boolean;
  readonly bootMode: string;
  readonly imdsSupport?: string;
}

/** The day of a release, in the ways that publishers write it. */
export interface Release {
  /** 20261118 */
  readonly day: string;
  /** 2026.11.18 */
  readonly dotted: string;
  /** 2026 */
  readonly year: string;
}

const BOTH = [
  ['x86_64', 'amd64'],
  ['arm64', 'arm64'],
] as const;

const amazonLinux = (minimal: '' | 'minimal-'): Publication[] =>
  BOTH.map(([architecture]) => ({
    parameter: `/aws/service/ami-amazon-linux-latest/al2023-ami-${minimal}kernel-default-${architecture}`,
    name: ({ day, year }) => `al2023-ami-${minimal}${year}.9.${day}.0-kernel-6.1-${architecture}`,
    description: `Amazon Linux 2023 AMI ${architecture} HVM kernel-6.1`,
    ownerId: '137112412989',
    ownerAlias: 'amazon',
    architecture,
    rootDeviceName: '/dev/xvda',
    rootGiB: minimal === '' ? 8 : 2,
    rootType: 'gp3',
    bootMode: architecture === 'arm64' ? 'uefi' : 'uefi-preferred',
    imdsSupport: 'v2.0',
  }));

const amazonLinux2: Publication[] = BOTH.map(([architecture]) => ({
  parameter: `/aws/service/ami-amazon-linux-latest/amzn2-ami-kernel-default-hvm-${architecture}-gp2`,
  name: ({ day }) => `amzn2-ami-kernel-5.10-hvm-2.0.${day}.0-${architecture}-gp2`,
  description: `Amazon Linux 2 Kernel 5.10 AMI 2.0 ${architecture} HVM gp2`,
  ownerId: '137112412989',
  ownerAlias: 'amazon',
  architecture,
  rootDeviceName: '/dev/xvda',
  rootGiB: 8,
  rootType: 'gp2',
  bootMode: architecture === 'arm64' ? 'uefi' : 'legacy-bios',
}));

/** Canonical moved to gp3, in the parameter's and the image's name, with 24.04. */
const ubuntu = (version: string, codename: string, disk: 'gp2' | 'gp3'): Publication[] =>
  BOTH.map(([architecture, debianName]) => ({
    parameter: `/aws/service/canonical/ubuntu/server/${version}/stable/current/${debianName}/hvm/ebs-${disk}/ami-id`,
    name: ({ day }) =>
      `ubuntu/images/hvm-ssd${disk === 'gp3' ? '-gp3' : ''}/ubuntu-${codename}-${version}-${debianName}-server-${day}`,
    description: `Canonical, Ubuntu, ${version} LTS, ${debianName} ${codename} image`,
    ownerId: '099720109477',
    ownerAlias: 'amazon',
    architecture,
    rootDeviceName: '/dev/sda1',
    rootGiB: 8,
    rootType: disk,
    bootMode: architecture === 'arm64' ? 'uefi' : 'uefi-preferred',
    ...(disk === 'gp3' && { imdsSupport: 'v2.0' }),
  }));

const debian = (version: string): Publication[] =>
  BOTH.map(([architecture, debianName]) => ({
    parameter: `/aws/service/debian/release/${version}/latest/${debianName}`,
    name: ({ day }) => `debian-${version}-${debianName}-${day}-2300`,
    description: `Debian ${version} (${version === '12' ? 'bookworm' : 'trixie'})`,
    ownerId: '136693071363',
    architecture,
    rootDeviceName: '/dev/xvda',
    rootGiB: 8,
    rootType: 'gp3',
    bootMode: architecture === 'arm64' ? 'uefi' : 'uefi-preferred',
  }));

const windows = (version: string, edition: 'Full' | 'Core'): Publication => ({
  parameter: `/aws/service/ami-windows-latest/Windows_Server-${version}-English-${edition}-Base`,
  name: ({ dotted }) => `Windows_Server-${version}-English-${edition}-Base-${dotted}`,
  description: `Microsoft Windows Server ${version} ${edition} Locale English AMI provided by Amazon`,
  ownerId: '801119661308',
  ownerAlias: 'amazon',
  architecture: 'x86_64',
  rootDeviceName: '/dev/sda1',
  rootGiB: 30,
  rootType: 'gp2',
  windows: true,
  bootMode: version === '2025' ? 'uefi' : 'legacy-bios',
});

/** What every region has from the start. Parameter and image names, owners as each publisher documents them. */
export const PUBLICATIONS: readonly Publication[] = [
  ...amazonLinux(''),
  ...amazonLinux('minimal-'),
  ...amazonLinux2,
  ...ubuntu('22.04', 'jammy', 'gp2'),
  ...ubuntu('24.04', 'noble', 'gp3'),
  ...debian('12'),
  ...debian('13'),
  ...(['2019', '2022', '2025'] as const).flatMap((version) => [
    windows(version, 'Full'),
    windows(version, 'Core'),
  ]),
];
