import type { OperatingSystem } from '../layers/layer.js';

export type Architecture = 'x86_64' | 'arm64';

/** Where a publisher says which of its images is the current one. */
export interface Alias {
  readonly title: string;
  readonly os: OperatingSystem;
  /** The public SSM parameter whose value is the image's ID, for each architecture that there is. */
  readonly parameters: Partial<Readonly<Record<Architecture, string>>>;
}

/**
 * Base images by short name. Sources: Amazon Linux: AWS's own list of parameters; Canonical, Debian and
 * Windows: the publishers' pages on their SSM parameters. Ubuntu 22.04 and before are published under
 * `ebs-gp2`, later ones under `ebs-gp3`: the name says how the parameter is called, not which volume we use.
 */
export const ALIASES: Readonly<Record<string, Alias>> = {
  al2023: {
    title: 'Amazon Linux 2023',
    os: 'linux',
    parameters: {
      x86_64: '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64',
      arm64: '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64',
    },
  },
  'ubuntu-22.04': {
    title: 'Ubuntu Server 22.04 LTS',
    os: 'linux',
    parameters: {
      x86_64: '/aws/service/canonical/ubuntu/server/22.04/stable/current/amd64/hvm/ebs-gp2/ami-id',
      arm64: '/aws/service/canonical/ubuntu/server/22.04/stable/current/arm64/hvm/ebs-gp2/ami-id',
    },
  },
  'ubuntu-24.04': {
    title: 'Ubuntu Server 24.04 LTS',
    os: 'linux',
    parameters: {
      x86_64: '/aws/service/canonical/ubuntu/server/24.04/stable/current/amd64/hvm/ebs-gp3/ami-id',
      arm64: '/aws/service/canonical/ubuntu/server/24.04/stable/current/arm64/hvm/ebs-gp3/ami-id',
    },
  },
  'debian-12': {
    title: 'Debian 12',
    os: 'linux',
    parameters: {
      x86_64: '/aws/service/debian/release/12/latest/amd64',
      arm64: '/aws/service/debian/release/12/latest/arm64',
    },
  },
  'windows-2022': {
    title: 'Windows Server 2022',
    os: 'windows',
    parameters: { x86_64: '/aws/service/ami-windows-latest/Windows_Server-2022-English-Full-Base' },
  },
};

export const DEFAULT_ALIAS = 'al2023';
