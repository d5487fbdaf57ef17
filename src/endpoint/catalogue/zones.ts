import type { InstanceType } from './instance-types.js';

/** Region: the prefix of its zone IDs and the letters of its zones, as most accounts see them. */
const REGIONS: Readonly<Record<string, readonly [prefix: string, letters: string]>> = {
  'us-east-1': ['use1', 'abcdef'],
  'us-east-2': ['use2', 'abc'],
  'us-west-1': ['usw1', 'ac'],
  'us-west-2': ['usw2', 'abcd'],
  'ca-central-1': ['cac1', 'abd'],
  'eu-central-1': ['euc1', 'abc'],
  'eu-north-1': ['eun1', 'abc'],
  'eu-west-1': ['euw1', 'abc'],
  'eu-west-2': ['euw2', 'abc'],
  'eu-west-3': ['euw3', 'abc'],
  'ap-northeast-1': ['apne1', 'acd'],
  'ap-northeast-2': ['apne2', 'abcd'],
  'ap-south-1': ['aps1', 'abc'],
  'ap-southeast-1': ['apse1', 'abc'],
  'ap-southeast-2': ['apse2', 'abc'],
  'sa-east-1': ['sae1', 'abc'],
};

export const REGION_NAMES: readonly string[] = Object.keys(REGIONS);

export interface Zone {
  readonly name: string;
  readonly id: string;
}

export function zonesOf(region: string): readonly Zone[] {
  const [prefix, letters] = REGIONS[region] ?? ['xxx1', 'abc'];
  return Array.from(letters, (letter, index) => ({
    name: `${region}${letter}`,
    id: `${prefix}-az${index + 1}`,
  }));
}

/** us-east-1e is the zone where nothing newer than Xen can be had, as every account learns once. */
export function offers(zone: string, type: InstanceType): boolean {
  return zone !== 'us-east-1e' || type.hypervisor === 'xen';
}
