import { refuse } from '../protocol/errors.js';
import type { Region, Subnet, World } from './state.js';
import { stateAt } from './timeline.js';

/** The first four addresses of a subnet and the last belong to AWS. Source: VPC user guide, "Subnet sizing". */
const RESERVED = 5;
const FIRST_FREE = 4;

function size(cidr: string): number {
  return 2 ** (32 - Number(cidr.split('/')[1]));
}

function inUse(region: Region, subnet: Subnet, now: number): Set<string> {
  const used = new Set<string>();
  for (const { subnetId, privateIp, timeline } of region.instances.values()) {
    if (subnetId === subnet.id && stateAt(timeline, now) !== 'terminated') used.add(privateIp);
  }
  return used;
}

export function freeAddresses(region: Region, subnet: Subnet, now: number): number {
  return size(subnet.cidr) - RESERVED - inUse(region, subnet, now).size;
}

/** So many private addresses that nobody has, going round so that one just given back isn't reused at once. */
export function takeAddresses(
  region: Region,
  subnet: Subnet,
  { count, now }: { count: number; now: number },
): string[] {
  const used = inUse(region, subnet, now);
  const usable = size(subnet.cidr) - RESERVED;
  if (usable - used.size < count) {
    throw refuse(
      'InsufficientFreeAddressesInSubnet',
      'The specified subnet does not have enough free addresses to satisfy the request.',
    );
  }
  const taken: string[] = [];
  while (taken.length < count) {
    const address = nth(subnet.cidr, FIRST_FREE + (subnet.used++ % usable));
    if (!used.has(address)) taken.push(address);
  }
  return taken;
}

function nth(cidr: string, n: number): string {
  const [base = ''] = cidr.split('/');
  const number = base.split('.').reduce((sum, part) => sum * 256 + Number(part), 0) + n;
  return [24, 16, 8, 0].map((bits) => (number >>> bits) & 255).join('.');
}

/** From 198.18.0.0/15, which nobody routes (RFC 2544): a caller that connects must not reach a stranger. */
export function publicAddress({ settings, chance }: Pick<World, 'settings' | 'chance'>): string {
  if (settings.publicIp !== undefined) return settings.publicIp;
  const part = (): number => 1 + Math.floor(chance() * 254);
  return `198.${18 + Math.floor(chance() * 2)}.${part()}.${part()}`;
}
