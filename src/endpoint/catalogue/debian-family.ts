import { ARCHITECTURES, bootMode, debianName, type Publication } from './publication.js';

interface Ubuntu {
  readonly version: string;
  readonly codename: string;
  /** Canonical moved to gp3, in the parameter's and the image's name, with 24.04. */
  readonly disk: 'gp2' | 'gp3';
}

const ubuntu = ({ version, codename, disk }: Ubuntu, minimal: boolean): Publication[] =>
  ARCHITECTURES.map((architecture) => {
    const debian = debianName(architecture);
    const kind = minimal ? 'minimal' : 'server';
    const folder = `${minimal ? 'ubuntu-minimal' : 'ubuntu'}/images/hvm-ssd${disk === 'gp3' ? '-gp3' : ''}`;
    return {
      parameters: [
        `/aws/service/canonical/ubuntu/${minimal ? 'server-minimal' : 'server'}/${version}/stable/current/${debian}/hvm/ebs-${disk}/ami-id`,
      ],
      name: ({ day }) => `${folder}/ubuntu-${codename}-${version}-${debian}-${kind}-${day}`,
      description: `Canonical, Ubuntu${minimal ? ' Minimal' : ''}, ${version} LTS, ${debian} ${codename} image`,
      ownerId: '099720109477',
      ownerAlias: 'amazon',
      architecture,
      rootDeviceName: '/dev/sda1',
      rootGiB: 8,
      rootType: disk,
      bootMode: bootMode(architecture),
      ...(disk === 'gp3' && { imdsSupport: 'v2.0' }),
    };
  });

/** `backports` has another kernel, comes at the same time, and is nobody's default. */
const debian = (version: string, codename: string, line: '' | 'backports-' = ''): Publication[] =>
  ARCHITECTURES.map((architecture) => ({
    parameters:
      line === '' ? [`/aws/service/debian/release/${version}/latest/${debianName(architecture)}`] : [],
    name: ({ day }) => `debian-${version}-${line}${debianName(architecture)}-${day}-2300`,
    description: `Debian ${version} (${codename})`,
    ownerId: '136693071363',
    architecture,
    rootDeviceName: '/dev/xvda',
    rootGiB: 8,
    rootType: 'gp3',
    bootMode: bootMode(architecture),
  }));

const UBUNTUS: readonly Ubuntu[] = [
  { version: '22.04', codename: 'jammy', disk: 'gp2' },
  { version: '24.04', codename: 'noble', disk: 'gp3' },
  { version: '26.04', codename: 'resolute', disk: 'gp3' },
];

export const DEBIAN_FAMILY: readonly Publication[] = [
  ...UBUNTUS.flatMap((release) => [...ubuntu(release, false), ...ubuntu(release, true)]),
  ...debian('12', 'bookworm'),
  ...debian('13', 'trixie'),
  ...debian('13', 'trixie', 'backports-'),
];
