/** Names of images as their publishers gave them, seen in public code and logs of 2024 to 2026. */
import type { Architecture } from '../../src/image/aliases.js';

/** Whether the name is one that the alias means, where a parameter leads to it. */
export const REAL_NAMES: [alias: string, architecture: Architecture, name: string, fits: boolean][] = [
  ['al2023-kernel-6.18', 'x86_64', 'al2023-ami-2023.12.20260918.0-kernel-6.18-x86_64', true],
  ['al2023-kernel-6.1', 'x86_64', 'al2023-ami-2023.12.20260918.0-kernel-6.1-x86_64', true],
  ['al2023-kernel-6.1', 'x86_64', 'al2023-ami-2023.12.20260918.0-kernel-6.18-x86_64', false],
  ['al2023', 'arm64', 'al2023-ami-2023.12.20260817.0-kernel-6.1-arm64', true],
  ['al2023', 'x86_64', 'al2023-ami-minimal-2023.12.20260918.0-kernel-6.18-x86_64', false],
  ['al2023', 'arm64', 'al2023-ami-ecs-hvm-2023.0.20260226-kernel-6.1-arm64', false],
  ['ecs-al2023', 'arm64', 'al2023-ami-ecs-hvm-2023.0.20260226-kernel-6.1-arm64', true],
  ['ecs-al2023-gpu', 'x86_64', 'al2023-ami-ecs-gpu-hvm-2023.0.20260226-kernel-6.1-x86_64-ebs', true],
  ['ecs-al2023', 'x86_64', 'al2023-ami-ecs-neuron-hvm-2023.0.20260226-kernel-6.1-x86_64', false],
  ['ecs-al2023', 'x86_64', 'amzn2-ami-ecs-hvm-2.0.20260226-x86_64-ebs', false],
  ['eks-al2023-1.33', 'x86_64', 'amazon-eks-node-al2023-x86_64-standard-1.33-v20250519', true],
  ['eks-al2023-1.34', 'arm64', 'amazon-eks-node-al2023-arm64-standard-1.34-v20260625', true],
  ['eks-al2023-1.34', 'x86_64', 'amazon-eks-node-al2023-x86_64-standard-1.33-v20250519', false],
  ['eks-al2023-1.35-nvidia', 'x86_64', 'amazon-eks-node-al2023-x86_64-nvidia-1.35-v20260304', true],
  ['eks-al2023-1.35', 'x86_64', 'amazon-eks-node-al2023-x86_64-nvidia-1.35-v20260304', false],
  ['bottlerocket-ecs-2', 'x86_64', 'bottlerocket-aws-ecs-2-x86_64-v1.42.0-5ed15786', true],
  ['bottlerocket-ecs-3', 'arm64', 'bottlerocket-aws-ecs-3-aarch64-v1.65.0-0be31b34', true],
  ['bottlerocket-eks-1.33', 'x86_64', 'bottlerocket-aws-k8s-1.33-x86_64-v1.46.0-431fe75a', true],
  [
    'bottlerocket-eks-1.33-nvidia',
    'arm64',
    'bottlerocket-aws-k8s-1.33-nvidia-aarch64-v1.54.0-5043decc',
    true,
  ],
  ['bottlerocket-eks-1.33', 'arm64', 'bottlerocket-aws-k8s-1.33-nvidia-aarch64-v1.54.0-5043decc', false],
  ['ubuntu-26.04', 'x86_64', 'ubuntu/images/hvm-ssd-gp3/ubuntu-resolute-26.04-amd64-server-20260916', true],
  ['ubuntu-24.04', 'x86_64', 'ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-amd64-server-20260923', true],
  [
    'ubuntu-24.04',
    'x86_64',
    'ubuntu-pro-server/images/hvm-ssd-gp3/ubuntu-noble-24.04-amd64-pro-server-20260923',
    false,
  ],
  [
    'ubuntu-24.04',
    'x86_64',
    'ubuntu-eks/k8s_1.34/images/hvm-ssd-gp3/ubuntu-noble-24.04-amd64-server-20260923',
    false,
  ],
  [
    'ubuntu-24.04-minimal',
    'x86_64',
    'ubuntu-minimal/images/hvm-ssd-gp3/ubuntu-noble-24.04-amd64-minimal-20260923',
    true,
  ],
  ['debian-13', 'x86_64', 'debian-13-amd64-20260914-2601', true],
  ['debian-13', 'x86_64', 'debian-13-backports-amd64-20260914-2601', false],
  ['sles-15', 'x86_64', 'suse-sles-15-sp7-v20260630-hvm-ssd-x86_64', true],
  ['sles-15', 'x86_64', 'suse-sles-15-sp7-v20260922-ecs-hvm-ssd-x86_64', false],
  ['sles-15', 'x86_64', 'suse-sles-15-sp6-chost-byos-v20260921-hvm-ssd-x86_64', false],
  ['sles-15', 'x86_64', 'suse-sles-15-sp5-sapcal-v20260922-hvm-ssd-x86_64', false],
  ['sles-16', 'x86_64', 'suse-sles-16-0-v20251104-hvm-ssd-x86_64', true],
  ['windows-2025', 'x86_64', 'Windows_Server-2025-English-Full-Base-2026.09.17', true],
  ['windows-2022-core', 'x86_64', 'Windows_Server-2022-English-Core-Base-2024.10.09', true],
  ['windows-2022', 'x86_64', 'Windows_Server-2022-English-Full-SQL_2022_Standard-2026.09.17', false],
  ['windows-2019', 'x86_64', 'EC2LaunchV2-Windows_Server-2019-English-Full-Base-2026.09.17', false],
  ['windows-2016-core', 'x86_64', 'Windows_Server-2016-English-Core-Base-2018.09.15', true],
];

interface Names {
  readonly owner: string;
  readonly found: readonly string[];
  /** Of the same publisher, and not what the alias means. */
  readonly passedOver: readonly string[];
}

const RED_HAT = '309956199498';
const ROCKY = '792107900819';
const ALMA = '764336703387';

/** Where only names tell, the search itself is tried on them. */
export const FOUND_BY_NAME: [alias: string, architecture: Architecture, names: Names][] = [
  [
    'rhel-9',
    'x86_64',
    {
      owner: RED_HAT,
      found: [
        'RHEL-9.8.0_HVM-20260908-x86_64-0-Hourly2-GP3',
        'RHEL-9.4.0_HVM-20250917-x86_64-0-Hourly2-GP3',
        'RHEL-9.3.0_HVM-20240117-x86_64-49-Hourly2-GP3',
      ],
      passedOver: [
        'RHEL-9.4.0_HVM_BETA-20240411-x86_64-30-Hourly2-GP3',
        'RHEL-9.8.0_HVM-20260908-x86_64-0-Access2-GP3',
        'RHEL-8.10.0_HVM-20260721-x86_64-2225-Hourly2-GP3',
        'RHEL-10.1.0_HVM-20260108-x86_64-0-Hourly2-GP3',
      ],
    },
  ],
  [
    'rhel-9',
    'arm64',
    {
      owner: RED_HAT,
      found: ['RHEL-9.8.0_HVM-20260728-arm64-0-Hourly2-GP3', 'RHEL-9.5.0_HVM-20250313-arm64-0-Hourly2-GP3'],
      passedOver: ['RHEL-9.1.0_HVM_BETA-20220829-arm64-0-Hourly2-GP2'],
    },
  ],
  [
    'rhel-10',
    'arm64',
    {
      owner: RED_HAT,
      found: ['RHEL-10.2.0_HVM-20260728-arm64-0-Hourly2-GP3', 'RHEL-10.0.0_HVM-20260812-arm64-0-Hourly2-GP3'],
      passedOver: ['RHEL_HA-10.0.0_HVM-20260812-arm64-0-Hourly2-GP3'],
    },
  ],
  [
    'rocky-9',
    'x86_64',
    {
      owner: ROCKY,
      found: ['Rocky-9-EC2-Base-9.6-20250531.0.x86_64', 'Rocky-9-EC2-Base-9.7-20251123.2.x86_64'],
      passedOver: [
        'Rocky-9-EC2-LVM-9.4-20240523.0.x86_64',
        'Rocky-9-EC2-Base-9.6-20250531.0.x86_64-3f230a17-9877-4b16-aa5e-b1ff34ab206b',
        'Rocky-8-EC2-Base-8.10-20250612.0.x86_64',
      ],
    },
  ],
  [
    'rocky-10',
    'x86_64',
    { owner: ROCKY, found: ['Rocky-10-EC2-Base-10.0-20250609.1.x86_64'], passedOver: [] },
  ],
  [
    'almalinux-9',
    'x86_64',
    {
      owner: ALMA,
      found: ['AlmaLinux OS 9.8.20260526 x86_64', 'AlmaLinux OS 9.4.20240805 x86_64'],
      passedOver: ['AlmaLinux OS 10.2.20260817.0 x86_64'],
    },
  ],
  [
    'almalinux-10',
    'x86_64',
    {
      owner: ALMA,
      found: ['AlmaLinux OS 10.2.20260817.0 x86_64'],
      passedOver: ['AlmaLinux OS Kitten 10.20260727.0 x86_64', 'AlmaLinux OS 9.8.20260810 x86_64'],
    },
  ],
];
