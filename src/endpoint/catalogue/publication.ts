import type { Architecture } from './instance-types.js';

/** One kind of image that a publisher keeps patched. Names as published; the IDs are invented. */
export interface Publication {
  /** The public parameters that hold its ID; none where the publisher keeps none, or for what nobody should choose. */
  readonly parameters: readonly string[];
  readonly name: (release: Release) => string;
  readonly description: string;
  readonly ownerId: string;
  readonly ownerAlias?: string;
  readonly architecture: Architecture;
  readonly rootDeviceName: string;
  readonly rootGiB: number;
  readonly rootType: string;
  readonly windows?: boolean;
  /** What EC2 calls the operating system that it bills, and the code that it bills it by. Linux without a price. */
  readonly billed?: { readonly platformDetails: string; readonly usageOperation: string };
  readonly bootMode: string;
  readonly imdsSupport?: string;
  /** Published this many days after the others. */
  readonly daysLater?: number;
}

/** The day of a release, in the ways that publishers write it. */
export interface Release {
  /** 20261118 */
  readonly day: string;
  /** 2026.11.18 */
  readonly dotted: string;
}

export const ARCHITECTURES: readonly Architecture[] = ['x86_64', 'arm64'];

/** Graviton knows no BIOS. */
export function bootMode(architecture: Architecture): string {
  return architecture === 'arm64' ? 'uefi' : 'uefi-preferred';
}

/** As Debian and its descendants call an architecture. */
export function debianName(architecture: Architecture): string {
  return architecture === 'x86_64' ? 'amd64' : 'arm64';
}

/** As the kernel calls it. */
export function kernelName(architecture: Architecture): string {
  return architecture === 'x86_64' ? 'x86_64' : 'aarch64';
}
