import { createHash } from 'node:crypto';

/** Source: EC2 API reference, CreateLaunchTemplate. */
const LEAST = 3;
const MOST = 128;
const NOT_TAKEN = /[^a-zA-Z0-9().\-/_]/g;
const HASH = 8;

/** What the launch template of a group is called: as the group, as far as EC2 takes that; else never as that of another. */
export function templateName(group: string): string {
  const taken = group.replace(NOT_TAKEN, '-');
  if (taken === group && group.length >= LEAST && group.length <= MOST) return group;
  const hash = createHash('sha256').update(group).digest('hex').slice(0, HASH);
  return `${taken.slice(0, MOST - HASH - 1)}-${hash}`;
}
