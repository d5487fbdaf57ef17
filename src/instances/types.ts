import type { ReadContext } from '../context.js';
import { Failure } from '../failure.js';
import type { Architecture } from '../image/aliases.js';

/** What we need to know of an instance type. */
export interface InstanceTypeFacts {
  readonly name: string;
  readonly architectures: readonly Architecture[];
  /** Only Nitro instances show their console as it is now; others show it a while after a state change. */
  readonly nitro: boolean;
}

/** The facts of these types, in the order asked, in one call. */
export async function describeTypes(
  names: readonly string[],
  { ec2 }: Pick<ReadContext, 'ec2'>,
): Promise<InstanceTypeFacts[]> {
  const { InstanceTypes = [] } = await ec2('DescribeInstanceTypes', {
    InstanceTypes: [...names] as never[], // The SDK lists the types of its release day; EC2 knows newer ones.
  });
  return names.flatMap((name) => {
    const found = InstanceTypes.find(({ InstanceType }) => InstanceType === name);
    if (found === undefined) return [];
    const architectures = (found.ProcessorInfo?.SupportedArchitectures ?? []).filter(
      (architecture): architecture is Architecture => architecture === 'x86_64' || architecture === 'arm64',
    );
    return [{ name, architectures, nitro: found.Hypervisor !== 'xen' }];
  });
}

/** The one architecture that `wanted`, or else the first type, has. Throws when another type lacks it. */
export function commonArchitecture(
  types: readonly InstanceTypeFacts[],
  wanted: Architecture | undefined,
  whose = 'as `architecture` says',
): Architecture {
  const architecture = wanted ?? types[0]?.architectures[0] ?? 'x86_64';
  const others = types.filter(({ architectures }) => !architectures.includes(architecture));
  if (others.length === 0) return architecture;
  const names = others.map(({ name, architectures }) => `${name} (${architectures.join(', ')})`).join(', ');
  const why = wanted === undefined ? `as ${types[0]?.name ?? ''} is` : whose;
  throw new Failure(
    'architecture-mismatch',
    `The image will be ${architecture}, ${why}, but these instance types are not: ${names}.`,
    {
      advice: 'Name instance types of one architecture: one image cannot run on both.',
    },
  );
}
