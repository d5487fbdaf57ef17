import { type Alias, byName, byParameter } from './alias.js';

const CLOUD_INIT = { os: 'linux', agent: 'cloud-init' } as const;

const DEBIAN_NAMES = { x86_64: 'amd64', arm64: 'arm64' };
const KERNEL_NAMES = { x86_64: 'x86_64', arm64: 'aarch64' };

/**
 * Canonical's own page on its SSM parameters. 22.04 and before are published under `ebs-gp2`, later ones under
 * `ebs-gp3`: the name says how the parameter is called, not which volume we use.
 */
const ubuntu = (release: string, disk: 'gp2' | 'gp3', minimal: boolean): Alias => ({
  ...CLOUD_INIT,
  title: `Ubuntu ${minimal ? 'Minimal' : 'Server'} ${release} LTS`,
  publisher: 'Canonical',
  images: byParameter(
    (architecture) =>
      `/aws/service/canonical/ubuntu/server${minimal ? '-minimal' : ''}/${release}/stable/current/${architecture}/hvm/ebs-${disk}/ami-id`,
    DEBIAN_NAMES,
  ),
});

/** Debian's wiki, "Cloud/AmazonEC2Image". */
const debian = (release: string): Alias => ({
  ...CLOUD_INIT,
  title: `Debian ${release}`,
  publisher: 'Debian',
  images: byParameter(
    (architecture) => `/aws/service/debian/release/${release}/latest/${architecture}`,
    DEBIAN_NAMES,
  ),
});

/**
 * Red Hat keeps no parameter. Its accounts: access.redhat.com/solutions/15356. `Hourly2` is paid by the hour,
 * `Access2` wants a subscription of one's own. Older minor releases are built anew for their extended support, later
 * than the newest minor release was.
 */
const rhel = (release: string): Alias => ({
  ...CLOUD_INIT,
  title: `Red Hat Enterprise Linux ${release}`,
  publisher: 'Red Hat',
  images: byName(
    { aws: '309956199498', 'aws-us-gov': '219670896067', 'aws-cn': '841258680906' },
    (architecture) => `RHEL-${release}.*_HVM-*-${architecture}-*-Hourly2-GP3`,
    { spelt: { x86_64: 'x86_64', arm64: 'arm64' }, except: ['BETA'] },
  ),
});

/** SUSE documents parameters by service pack; below `sles-byos` are those that want a subscription of one's own. */
const sles = (title: string, release: string): Alias => ({
  ...CLOUD_INIT,
  title: `SUSE Linux Enterprise Server ${title}`,
  publisher: 'SUSE',
  images: byParameter((architecture) => `/aws/service/suse/sles/${release}/${architecture}/latest`),
});

/** rockylinux.org, "Cloud images". `EC2-LVM` is another layout of the disk; the Marketplace's copies have a longer name. */
const rocky = (release: string): Alias => ({
  ...CLOUD_INIT,
  title: `Rocky Linux ${release}`,
  publisher: 'Rocky Linux',
  images: byName(
    { aws: '792107900819' },
    (architecture) => `Rocky-${release}-EC2-Base-${release}.*.${architecture}`,
    { spelt: KERNEL_NAMES, except: ['LVM', 'beta'] },
  ),
});

/** wiki.almalinux.org, "AWS". Kitten, the development line, and `x86_64_v2` have names of their own. */
const almalinux = (release: string): Alias => ({
  ...CLOUD_INIT,
  title: `AlmaLinux ${release}`,
  publisher: 'AlmaLinux',
  images: byName({ aws: '764336703387' }, (architecture) => `AlmaLinux OS ${release}.* ${architecture}`, {
    spelt: KERNEL_NAMES,
    except: ['Kitten', 'beta'],
  }),
});

export const OTHER_LINUX: Readonly<Record<string, Alias>> = {
  'ubuntu-26.04': ubuntu('26.04', 'gp3', false),
  'ubuntu-26.04-minimal': ubuntu('26.04', 'gp3', true),
  'ubuntu-24.04': ubuntu('24.04', 'gp3', false),
  'ubuntu-24.04-minimal': ubuntu('24.04', 'gp3', true),
  'ubuntu-22.04': ubuntu('22.04', 'gp2', false),
  'ubuntu-22.04-minimal': ubuntu('22.04', 'gp2', true),
  'debian-13': debian('13'),
  'debian-12': debian('12'),
  'rhel-10': rhel('10'),
  'rhel-9': rhel('9'),
  'sles-16': sles('16', '16.0'),
  'sles-15': sles('15 SP7', '15-sp7'),
  'rocky-10': rocky('10'),
  'rocky-9': rocky('9'),
  'almalinux-10': almalinux('10'),
  'almalinux-9': almalinux('9'),
};
