/**
 * What the images behind each alias are called: the publishers' forms, told apart from the table that is tested. A
 * form is a glob; in braces it has the names of x86_64 and of arm64, and `<version>` is that of the alias.
 */
import { globMatcher } from '../../src/endpoint/protocol/filters.js';
import { ALIASES, aliasNames, type Architecture, versioned } from '../../src/image/aliases.js';

const DAY = '20??????';
const KERNELS = '{x86_64,aarch64}';
const BOTH = '{x86_64,arm64}';
const DEBIAN = '{amd64,arm64}';

export const NAME_FORMS: Readonly<Record<string, string>> = {
  al2023: `al2023-ami-2023.*.${DAY}.?-kernel-6.1-${BOTH}`,
  'al2023-minimal': `al2023-ami-minimal-2023.*.${DAY}.?-kernel-6.1-${BOTH}`,
  'al2023-kernel-<version>': `al2023-ami-2023.*.${DAY}.?-kernel-<version>-${BOTH}`,
  'al2023-minimal-kernel-<version>': `al2023-ami-minimal-2023.*.${DAY}.?-kernel-<version>-${BOTH}`,
  al2: `amzn2-ami-kernel-5.10-hvm-2.0.${DAY}.?-${BOTH}-gp2`,
  'al2-minimal': `amzn2-ami-minimal-kernel-5.10-hvm-2.0.${DAY}.?-${BOTH}-gp2`,
  // Kernel 4.14 is so old that its images' names do not tell it.
  'al2-kernel-<version>': `amzn2-ami-*hvm-2.0.${DAY}.?-${BOTH}-gp2`,
  'ecs-al2023': `al2023-ami-ecs-hvm-2023.0.${DAY}-kernel-6.1-${BOTH}`,
  'ecs-al2023-gpu': `al2023-ami-ecs-gpu-hvm-2023.0.${DAY}-kernel-6.1-x86_64-ebs`,
  'ecs-al2023-neuron': `al2023-ami-ecs-neuron-hvm-2023.0.${DAY}-kernel-6.1-x86_64`,
  'eks-al2023-<version>': `amazon-eks-node-al2023-${BOTH}-standard-<version>-v${DAY}`,
  'eks-al2023-<version>-nvidia': `amazon-eks-node-al2023-${BOTH}-nvidia-<version>-v${DAY}`,
  'eks-al2023-<version>-neuron': `amazon-eks-node-al2023-x86_64-neuron-<version>-v${DAY}`,
  'bottlerocket-ecs-<version>': `bottlerocket-aws-ecs-<version>-${KERNELS}-v?.*.?-????????`,
  'bottlerocket-ecs-<version>-nvidia': `bottlerocket-aws-ecs-<version>-nvidia-${KERNELS}-v?.*.?-????????`,
  'bottlerocket-eks-<version>': `bottlerocket-aws-k8s-<version>-${KERNELS}-v?.*.?-????????`,
  'bottlerocket-eks-<version>-nvidia': `bottlerocket-aws-k8s-<version>-nvidia-${KERNELS}-v?.*.?-????????`,
  'ubuntu-26.04': `ubuntu/images/hvm-ssd-gp3/ubuntu-resolute-26.04-${DEBIAN}-server-${DAY}`,
  'ubuntu-26.04-minimal': `ubuntu-minimal/images/hvm-ssd-gp3/ubuntu-resolute-26.04-${DEBIAN}-minimal-${DAY}`,
  'ubuntu-24.04': `ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-${DEBIAN}-server-${DAY}`,
  'ubuntu-24.04-minimal': `ubuntu-minimal/images/hvm-ssd-gp3/ubuntu-noble-24.04-${DEBIAN}-minimal-${DAY}`,
  'ubuntu-22.04': `ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-${DEBIAN}-server-${DAY}`,
  'ubuntu-22.04-minimal': `ubuntu-minimal/images/hvm-ssd/ubuntu-jammy-22.04-${DEBIAN}-minimal-${DAY}`,
  'debian-13': `debian-13-${DEBIAN}-${DAY}-????`,
  'debian-12': `debian-12-${DEBIAN}-${DAY}-????`,
  // Of the minor releases the highest that the endpoint publishes, though a lower one there is newer.
  'rhel-10': `RHEL-10.2.0_HVM-${DAY}-${BOTH}-0-Hourly2-GP3`,
  'rhel-9': `RHEL-9.8.0_HVM-${DAY}-${BOTH}-0-Hourly2-GP3`,
  'sles-16': `suse-sles-16-0-v${DAY}-hvm-ssd-${BOTH}`,
  'sles-15': `suse-sles-15-sp7-v${DAY}-hvm-ssd-${BOTH}`,
  'rocky-10': `Rocky-10-EC2-Base-10.?-${DAY}.?.${KERNELS}`,
  'rocky-9': `Rocky-9-EC2-Base-9.?-${DAY}.?.${KERNELS}`,
  'almalinux-10': `AlmaLinux OS 10.?.${DAY} ${KERNELS}`,
  'almalinux-9': `AlmaLinux OS 9.?.${DAY} ${KERNELS}`,
  'windows-2025': 'Windows_Server-2025-English-Full-Base-????.??.??',
  'windows-2025-core': 'Windows_Server-2025-English-Core-Base-????.??.??',
  'windows-2022': 'Windows_Server-2022-English-Full-Base-????.??.??',
  'windows-2022-core': 'Windows_Server-2022-English-Core-Base-????.??.??',
  'windows-2019': 'Windows_Server-2019-English-Full-Base-????.??.??',
  'windows-2019-core': 'Windows_Server-2019-English-Core-Base-????.??.??',
  'windows-2016': 'Windows_Server-2016-English-Full-Base-????.??.??',
  'windows-2016-core': 'Windows_Server-2016-English-Core-Base-????.??.??',
};

/** The form of an alias as the user writes it, for one architecture. */
export function nameForm(alias: string, architecture: Architecture): string {
  const found = Object.hasOwn(ALIASES, alias) ? undefined : versioned(alias);
  const form = NAME_FORMS[found?.pattern ?? alias];
  if (form === undefined) throw new Error(`${alias} has no form of names in test/support/image-names.ts`);
  return form
    .replace('<version>', found?.given ?? '')
    .replace(/\{(\w+),(\w+)\}/, (_braces, x86: string, arm: string) =>
      architecture === 'arm64' ? arm : x86,
    );
}

export function nameFits(alias: string, architecture: Architecture, name: string): boolean {
  return globMatcher(nameForm(alias, architecture))(name);
}

/** Every alias with each architecture that it is published for. */
export function everyImage(): [alias: string, architecture: Architecture][] {
  return aliasNames().flatMap((name) => {
    const pattern = Object.hasOwn(ALIASES, name) ? name : (versioned(name)?.pattern ?? '');
    const architectures = Object.keys(ALIASES[pattern]?.images ?? {}) as Architecture[];
    return architectures.map((architecture): [string, Architecture] => [name, architecture]);
  });
}
