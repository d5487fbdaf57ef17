import type { Image } from '@aws-sdk/client-ec2';
import type { Agent } from './aliases.js';

/**
 * Accounts by which a publisher can be told, for images that were not named by an alias. Canonical and Red Hat have
 * accounts of their own in GovCloud and China. Sources: the publishers' own pages; Amazon's from its own images.
 */
const ACCOUNTS: Readonly<Record<string, string>> = {
  '137112412989': 'Amazon', // Amazon Linux
  '591542846629': 'Amazon', // for ECS
  '602401143452': 'Amazon', // for EKS
  '092701018921': 'Amazon', // Bottlerocket
  '801119661308': 'Amazon', // Windows
  '099720109477': 'Canonical',
  '513442679011': 'Canonical',
  '837727238323': 'Canonical',
  '136693071363': 'Debian',
  '309956199498': 'Red Hat',
  '219670896067': 'Red Hat',
  '841258680906': 'Red Hat',
  '013907871322': 'SUSE',
  '792107900819': 'Rocky Linux',
  '764336703387': 'AlmaLinux',
  '125523088429': 'Fedora',
};

/** EC2 gives these names in place of an account's; the account comes first, since `amazon` is said of others too. */
const OWNER_ALIASES: Readonly<Record<string, string>> = {
  amazon: 'Amazon',
  'aws-marketplace': 'AWS Marketplace',
};

/** Who published the image, in words; an account that we do not know by its number. */
export function publisherOf({ OwnerId = '', ImageOwnerAlias = '' }: Image): string {
  return ACCOUNTS[OwnerId] ?? OWNER_ALIASES[ImageOwnerAlias] ?? `account ${OwnerId}`;
}

const BOTTLEROCKET_ACCOUNT = '092701018921';

/**
 * What reads the image's user data, as its name tells. Source: EC2 user guide on the Windows launch agents. An image
 * of Windows with a name of the user's own is taken for a current one, with EC2Launch v2.
 */
export function agentOf({ Name = '', OwnerId }: Image, os: 'linux' | 'windows'): Agent {
  if (os === 'linux') {
    return Name.startsWith('bottlerocket-') || OwnerId === BOTTLEROCKET_ACCOUNT
      ? 'bottlerocket'
      : 'cloud-init';
  }
  if (Name.startsWith('EC2LaunchV2-')) return 'ec2launch-v2';
  const release = /Windows_Server-(\w+)/.exec(Name)?.[1] ?? '';
  if (/^(2003|2008|2012)$/.test(release)) return 'ec2config';
  // The releases between 2016 and 2019, and the half-yearly ones after them, such as 1809 and 20H2.
  return /^(2016|2019|1709|18\d\d|19\d\d|2004|20H2)$/.test(release) ? 'ec2launch-v1' : 'ec2launch-v2';
}
