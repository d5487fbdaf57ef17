import { refuse } from '../../protocol/errors.js';
import { text, whole, type Params } from '../../protocol/query.js';
import type { Disk } from '../../world/state.js';

export type DiskPerformance = Pick<Disk, 'type' | 'iops' | 'throughput'>;

interface Asked {
  readonly iops?: number;
  /** MiB/s. */
  readonly throughput?: number;
  /** GiB. */
  readonly size: number;
}

/** What each type makes of what was asked for. Source: EBS user guide, "Amazon EBS volume types". */
const TYPES: Readonly<Record<string, (asked: Asked) => Omit<DiskPerformance, 'type'>>> = {
  gp2: ({ size }) => ({ iops: Math.min(16000, Math.max(100, size * 3)) }),
  gp3: ({ iops = 3000, throughput = 125 }) => ({ iops, throughput }),
  io1: provisioned,
  io2: provisioned,
  st1: () => ({}),
  sc1: () => ({}),
  standard: () => ({}),
};

const TAKES_IOPS: ReadonlySet<string> = new Set(['gp3', 'io1', 'io2']);

function provisioned({ iops }: Asked): Omit<DiskPerformance, 'type'> {
  if (iops !== undefined) return { iops };
  throw refuse('MissingParameter', 'The request must contain the parameter iops');
}

/** Type, IOPS and throughput of a disk; what its type doesn't take is refused. */
export function diskPerformance(mapping: Params, under: Disk, size: number): DiskPerformance {
  const type = text(mapping, 'Ebs.VolumeType') ?? under.type;
  const rule = Object.hasOwn(TYPES, type) ? TYPES[type] : undefined;
  if (!rule) throw refuse('InvalidParameterValue', `Value (${type}) for parameter volumeType is invalid.`);
  const asked = performanceOf({
    iops: whole(mapping, 'Ebs.Iops'),
    throughput: whole(mapping, 'Ebs.Throughput'),
  });
  if (asked.throughput !== undefined && type !== 'gp3') throw notFor('throughput', type);
  if (asked.iops !== undefined && !TAKES_IOPS.has(type)) throw notFor('iops', type);
  // Another type than the image's starts from its own defaults.
  const before = type === under.type ? performanceOf(under) : {};
  return { type, ...rule({ size, ...before, ...asked }) };
}

/** Without what is undefined, so that one can be laid over another. */
function performanceOf({
  iops,
  throughput,
}: { [K in 'iops' | 'throughput']?: number | undefined }): Partial<Asked> {
  return { ...(iops !== undefined && { iops }), ...(throughput !== undefined && { throughput }) };
}

function notFor(parameter: string, type: string): Error {
  return refuse(
    'InvalidParameterCombination',
    `The parameter ${parameter} is not supported for ${type} volumes.`,
  );
}
