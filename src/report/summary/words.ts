import type { BaseImage } from '../../image/resolve.js';
import { seconds } from '../../wait/poll.js';
import { grouped } from '../../grouped.js';

/** `1 instance`, `2 instances`. */
export function counted(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** A time as people compare times: tenths while they matter. */
export function took(ms: number): string {
  if (ms < 100) return 'under 0.1 s';
  return ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : seconds(ms);
}

export function age({ ageDays }: Pick<BaseImage, 'ageDays'>): string | undefined {
  if (ageDays === undefined) return undefined;
  return ageDays === 0 ? 'made today' : `${counted(ageDays, 'day')} old`;
}
