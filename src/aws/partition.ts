/** A part of AWS that knows nothing of the others: accounts, ARNs and consoles of its own. */
export type Partition = 'aws' | 'aws-us-gov' | 'aws-cn';

/** Source: AWS General Reference, the regions' names in the partitions. */
export function partitionOf(region: string): Partition {
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  return region.startsWith('cn-') ? 'aws-cn' : 'aws';
}
