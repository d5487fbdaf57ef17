export type Architecture = 'x86_64' | 'arm64';

export interface InstanceType {
  readonly name: string;
  readonly architectures: readonly Architecture[];
  readonly hypervisor: 'nitro' | 'xen' | undefined;
  readonly vcpus: number;
  readonly cores: number;
  readonly memoryMiB: number;
  readonly burstable: boolean;
  readonly freeTier: boolean;
  readonly network: string;
  readonly manufacturer: string;
}

interface Family {
  readonly architecture: Architecture;
  readonly manufacturer: string;
  readonly burstable?: boolean;
  readonly threads: 1 | 2;
  readonly network: string;
  /** Size: vCPUs and GiB. Source: EC2 instance type pages. */
  readonly sizes: Readonly<Record<string, readonly [vcpus: number, gib: number]>>;
}

const SMALL = { nano: [2, 0.5], micro: [2, 1], small: [2, 2], medium: [2, 4], large: [2, 8] } as const;
const GENERAL = { large: [2, 8], xlarge: [4, 16], '2xlarge': [8, 32] } as const;
const COMPUTE = { large: [2, 4], xlarge: [4, 8], '2xlarge': [8, 16] } as const;

const INTEL = { architecture: 'x86_64', manufacturer: 'Intel', threads: 2 } as const;
const GRAVITON = { architecture: 'arm64', manufacturer: 'AWS', threads: 1 } as const;
const BURST = { burstable: true, network: 'Up to 5 Gigabit', sizes: SMALL } as const;

const FAMILIES: Readonly<Record<string, Family>> = {
  t3: { ...INTEL, ...BURST },
  t3a: { ...INTEL, manufacturer: 'AMD', ...BURST },
  t4g: { ...GRAVITON, ...BURST },
  m5: { ...INTEL, network: 'Up to 10 Gigabit', sizes: { ...GENERAL, metal: [96, 384] } },
  m6i: { ...INTEL, network: 'Up to 12.5 Gigabit', sizes: { ...GENERAL, metal: [128, 512] } },
  m6g: { ...GRAVITON, network: 'Up to 10 Gigabit', sizes: { medium: [1, 4], ...GENERAL, metal: [64, 256] } },
  m7g: { ...GRAVITON, network: 'Up to 12.5 Gigabit', sizes: { medium: [1, 4], ...GENERAL } },
  c5: { ...INTEL, network: 'Up to 10 Gigabit', sizes: { ...COMPUTE, metal: [96, 192] } },
  c6g: { ...GRAVITON, network: 'Up to 10 Gigabit', sizes: { medium: [1, 2], ...COMPUTE } },
  c7g: { ...GRAVITON, network: 'Up to 12.5 Gigabit', sizes: { medium: [1, 2], ...COMPUTE } },
};

const FREE_TIER: ReadonlySet<string> = new Set([
  't2.micro',
  't3.micro',
  't3.small',
  't4g.micro',
  't4g.small',
]);

const T2: readonly InstanceType[] = (
  [
    ['t2.micro', 1, 1],
    ['t2.small', 1, 2],
    ['t2.medium', 2, 4],
  ] as const
).map(([name, vcpus, gib]) => ({
  name,
  architectures: ['x86_64'],
  hypervisor: 'xen',
  vcpus,
  cores: vcpus,
  memoryMiB: gib * 1024,
  burstable: true,
  freeTier: FREE_TIER.has(name),
  network: 'Low to Moderate',
  manufacturer: 'Intel',
}));

function sizesOf(familyName: string, family: Family): InstanceType[] {
  return Object.entries(family.sizes).map(([size, [vcpus, gib]]) => {
    const name = `${familyName}.${size}`;
    return {
      name,
      architectures: [family.architecture],
      hypervisor: size === 'metal' ? undefined : 'nitro',
      vcpus,
      cores: vcpus / family.threads,
      memoryMiB: gib * 1024,
      burstable: family.burstable ?? false,
      freeTier: FREE_TIER.has(name),
      network: size === 'metal' ? '25 Gigabit' : family.network,
      manufacturer: family.manufacturer,
    };
  });
}

/** All types of the catalogue, by name. */
export const INSTANCE_TYPES: ReadonlyMap<string, InstanceType> = new Map(
  [...T2, ...Object.entries(FAMILIES).flatMap(([name, family]) => sizesOf(name, family))].map((type) => [
    type.name,
    type,
  ]),
);

/** What comes from the Nitro system can read its console at any time; bare metal belongs to it too. */
export function isNitro(type: InstanceType): boolean {
  return type.hypervisor !== 'xen';
}
