import type { ResponseLaunchTemplateData } from '@aws-sdk/client-ec2';
import type { ReadContext } from '../context.js';
import { Failure } from '../failure.js';
import type { BaseImageSource } from '../image/sources.js';
import type { LaunchPart, Pipeline } from '../inputs/request.js';

/** A launch template as the user names it. */
export interface TemplateRef {
  readonly id?: string;
  readonly name?: string;
  /** A number, `$Latest` or `$Default`; undefined: the default version. */
  readonly version: string | undefined;
}

/** One version of a launch template, as EC2 has it. */
export interface Template {
  readonly id: string;
  readonly name: string;
  /** A number, whatever was asked for: it still means the same tomorrow. */
  readonly version: number;
  readonly data: ResponseLaunchTemplateData;
}

/** Reads the version that is meant, in one call; nothing is read where none is named. */
export async function readTemplate(
  ref: TemplateRef | undefined,
  { ec2 }: Pick<ReadContext, 'ec2'>,
): Promise<Template | undefined> {
  if (ref === undefined) return undefined;
  const { id, name, version = '$Default' } = ref;
  const { LaunchTemplateVersions: [found] = [] } = await ec2('DescribeLaunchTemplateVersions', {
    ...(id === undefined ? { LaunchTemplateName: name } : { LaunchTemplateId: id }),
    Versions: [version],
  });
  if (found?.LaunchTemplateId === undefined || found.VersionNumber === undefined) {
    throw new Failure('no-template', `The launch template ${id ?? name ?? ''} has no version ${version}.`, {
      advice: 'Check `launch-template` and `region`.',
    });
  }
  return {
    id: found.LaunchTemplateId,
    name: found.LaunchTemplateName ?? '',
    version: found.VersionNumber,
    data: found.LaunchTemplateData ?? {},
  };
}

const DEFAULT_TYPE = 't3.micro';

/** The parts of a request that a template may complete, with nothing left open. */
export type Completed<R extends Pick<Pipeline, 'base' | 'launch'>> = R & {
  readonly base: R['base'] & { readonly source: BaseImageSource };
};

/**
 * The request with the image, the types and the market that it leaves to the template. Throws a `Failure` where an input
 * cannot override what the template says.
 */
export function complete<R extends Pick<Pipeline, 'base' | 'launch'>>(
  request: R,
  template: Template | undefined,
  fallback: BaseImageSource,
): Completed<R> {
  const { ImageId, InstanceType = DEFAULT_TYPE } = template?.data ?? {};
  const { base, launch } = request;
  refuseGroupsAside(launch, template);
  const instanceTypes = launch.instanceTypes.length > 0 ? launch.instanceTypes : [InstanceType];
  return {
    ...request,
    base: { ...base, source: base.source ?? imageSource(ImageId) ?? fallback, instanceTypes },
    launch: { ...launch, instanceTypes, market: marketOf(launch.market, template) },
  };
}

/**
 * A wish about the public address can only be told in a network interface, beside which EC2 takes no groups of the
 * instance as a whole; and what a template has cannot be taken away.
 */
function refuseGroupsAside({ publicIp }: LaunchPart, template: Template | undefined): void {
  const { SecurityGroupIds = [], SecurityGroups = [] } = template?.data ?? {};
  if (publicIp === undefined || SecurityGroupIds.length + SecurityGroups.length === 0) return;
  throw new Failure(
    'template-conflict',
    `public-ip: ${publicIp} is not possible with the launch template ${template?.name ?? ''}, which has its security groups beside its network interfaces, not in them.`,
    {
      advice:
        'Leave `public-ip` to the subnet, or take a version of the template that says it in a network interface.',
    },
  );
}

function marketOf(wanted: LaunchPart['market'], template: Template | undefined): LaunchPart['market'] {
  if (template?.data.InstanceMarketOptions?.MarketType !== 'spot') return wanted ?? 'on-demand';
  if (wanted === undefined || wanted === 'spot') return 'spot';
  throw new Failure(
    'template-conflict',
    `market: ${wanted} is not possible with the launch template ${template.name}, which asks for spot: EC2 knows no way to override that.`,
    { advice: 'Leave `market` empty, or take a version of the template without InstanceMarketOptions.' },
  );
}

/** `ami-…`, or `resolve:ssm:PARAMETER`, which EC2 itself would look up at launch. */
function imageSource(image: string | undefined): BaseImageSource | undefined {
  if (image === undefined) return undefined;
  const path = /^resolve:ssm:(.+)$/.exec(image)?.[1];
  return path === undefined ? { kind: 'id', id: image } : { kind: 'parameter', path };
}
