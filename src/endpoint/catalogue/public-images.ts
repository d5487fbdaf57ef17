import { AMAZON_LINUX } from './amazon-linux.js';
import { BEANSTALK } from './beanstalk.js';
import { CONTAINER_HOSTS } from './container-hosts.js';
import { DEBIAN_FAMILY } from './debian-family.js';
import type { Publication } from './publication.js';
import { RPM_FAMILY } from './rpm-family.js';
import { WINDOWS } from './windows.js';

export type { Publication, Release } from './publication.js';

/** What every region has from the start. Parameters, names and owners are the publishers' own; the IDs are invented. */
export const PUBLICATIONS: readonly Publication[] = [
  ...AMAZON_LINUX,
  ...BEANSTALK,
  ...CONTAINER_HOSTS,
  ...DEBIAN_FAMILY,
  ...RPM_FAMILY,
  ...WINDOWS,
];
