import type { Architecture } from './instance-types.js';
import { ARCHITECTURES, bootMode, kernelName, type Publication } from './publication.js';

type Naming = (architecture: Architecture) => Publication['name'];
type More = Pick<Publication, 'ownerId' | 'ownerAlias' | 'description' | 'billed' | 'daysLater'> & {
  readonly parameter?: (architecture: Architecture) => string;
};

/** Both architectures of an image. Only SUSE keeps parameters. */
const family = (naming: Naming, { parameter, ...more }: More): Publication[] =>
  ARCHITECTURES.map((architecture) => ({
    ...more,
    parameters: parameter === undefined ? [] : [parameter(architecture)],
    name: naming(architecture),
    architecture,
    rootDeviceName: '/dev/sda1',
    rootGiB: 10,
    rootType: 'gp3',
    bootMode: bootMode(architecture),
  }));

/** Billing codes: EC2 user guide, "AMI billing information fields". */
const RED_HAT = {
  ownerId: '309956199498',
  ownerAlias: 'amazon',
  billed: { platformDetails: 'Red Hat Enterprise Linux', usageOperation: 'RunInstances:0010' },
};
const SUSE = {
  ownerId: '013907871322',
  ownerAlias: 'amazon',
  billed: { platformDetails: 'SUSE Linux', usageOperation: 'RunInstances:000g' },
};

const rhel = (version: string, kind: string, plan: string, daysLater = 0): Publication[] =>
  family(
    (architecture) =>
      ({ day }) =>
        `RHEL-${version}_${kind}-${day}-${architecture}-0-${plan}-GP3`,
    {
      ...RED_HAT,
      description: 'Provided by Red Hat, Inc.',
      daysLater,
    },
  );

const sles = (version: string, release: string, kind: 'sles' | 'sles-byos'): Publication[] =>
  family(
    (architecture) =>
      ({ day }) =>
        `suse-sles-${version}${kind === 'sles' ? '' : '-byos'}-v${day}-hvm-ssd-${architecture}`,
    {
      ...SUSE,
      description: `SUSE Linux Enterprise Server ${version} (HVM, 64-bit, SSD-Backed)`,
      parameter: (architecture) => `/aws/service/suse/${kind}/${release}/${architecture}/latest`,
    },
  );

const rocky = (major: string, minor: string, layout: 'Base' | 'LVM'): Publication[] =>
  family(
    (architecture) =>
      ({ day }) =>
        `Rocky-${major}-EC2-${layout}-${minor}-${day}.0.${kernelName(architecture)}`,
    { ownerId: '792107900819', description: `Rocky-${major}-EC2-${layout}-${minor}` },
  );

const almalinux = (prefix: string, suffix = '', daysLater = 0): Publication[] =>
  family(
    (architecture) =>
      ({ day }) =>
        `AlmaLinux OS ${prefix}.${day} ${kernelName(architecture)}${suffix}`,
    {
      ownerId: '764336703387',
      description: 'Official AlmaLinux OS image',
      daysLater,
    },
  );

/** What a too simple search would take for the current image: newer, and with nearly the same name. */
const DECOYS: readonly Publication[] = [
  ...rhel('9.6.0', 'HVM', 'Hourly2', 2), // built anew for its extended support
  ...rhel('9.9.0', 'HVM_BETA', 'Hourly2', 1),
  ...rhel('9.8.0', 'HVM', 'Access2', 1),
  ...rhel('10.0.0', 'HVM', 'Hourly2', 2),
  ...sles('15-sp7', '15-sp7', 'sles-byos'),
  ...sles('15-sp6', '15-sp6', 'sles'),
  ...rocky('9', '9.8', 'LVM'),
  ...rocky('10', '10.2', 'LVM'),
  ...almalinux('Kitten 10', '', 1),
  ...almalinux('10.2', '_v2', 1),
];

export const RPM_FAMILY: readonly Publication[] = [
  ...rhel('9.8.0', 'HVM', 'Hourly2'),
  ...rhel('10.2.0', 'HVM', 'Hourly2'),
  ...sles('15-sp7', '15-sp7', 'sles'),
  ...sles('16-0', '16.0', 'sles'),
  ...rocky('9', '9.8', 'Base'),
  ...rocky('10', '10.2', 'Base'),
  ...almalinux('9.8'),
  ...almalinux('10.2'),
  ...DECOYS,
];
