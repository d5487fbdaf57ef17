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
  return withHash(taken, group);
}

/** What it is called where that is the name of another's: also by the launch configuration that it is made of. */
export function migratedName(group: string, configuration: string): string {
  return withHash(templateName(group), configuration);
}

function withHash(name: string, of: string): string {
  const hash = createHash('sha256').update(of).digest('hex').slice(0, HASH);
  return `${name.slice(0, MOST - HASH - 1)}-${hash}`;
}
