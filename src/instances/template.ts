import type { LaunchTemplateVersion, ResponseLaunchTemplateData } from '@aws-sdk/client-ec2';
import type { ReadContext } from '../context.js';
import { Failure } from '../failure.js';
import type { BaseImageSource } from '../image/sources.js';
import type { BasePart, LaunchPart, Pipeline } from '../inputs/request.js';
import { DEFAULTS } from './defaults.js';

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
  readonly description: string;
  readonly data: ResponseLaunchTemplateData;
}

/** How versions that we made are known: `ami-launch HASH`, or `ami-launch HASH over 3`. */
export const OUR_VERSION = 'ami-launch ';

/** Whether we made this version. */
export function isOurs({ description }: Pick<Template, 'description'>): boolean {
  return description.startsWith(OUR_VERSION);
}

/** The number of the version, not ours, that this one of ours was laid over; undefined: it is wholly ours. */
export function overOf({ description }: Pick<Template, 'description'>): number | undefined {
  const over = / over (\d+)$/.exec(description)?.[1];
  return over === undefined ? undefined : Number(over);
}

/** Reads the version that is meant, in one call; nothing is read where none is named. */
export async function readTemplate(
  ref: TemplateRef | undefined,
  context: Pick<ReadContext, 'ec2'>,
): Promise<Template | undefined> {
  if (ref === undefined) return undefined;
  const [found] = await read(ref, [], context);
  return found;
}

/** The same, and behind it the default version, where the one that is meant is named by its number and is another. */
export function readVersions(
  ref: TemplateRef,
  context: Pick<ReadContext, 'ec2'>,
): Promise<readonly Template[]> {
  return read(ref, /^\d+$/.test(ref.version ?? '') ? ['$Default'] : [], context);
}

async function read(
  { id, name, version = '$Default' }: TemplateRef,
  others: readonly string[],
  { ec2 }: Pick<ReadContext, 'ec2'>,
): Promise<readonly Template[]> {
  const { LaunchTemplateVersions: shown = [] } = await ec2('DescribeLaunchTemplateVersions', {
    ...(id === undefined ? { LaunchTemplateName: name } : { LaunchTemplateId: id }),
    Versions: [version, ...others],
  });
  const found = shown.flatMap(templateOf);
  // The order of the answer is EC2's.
  const meant = others.length === 0 ? found[0] : found.find((one) => String(one.version) === version);
  if (meant !== undefined) return [meant, ...found.filter((one) => one !== meant)];
  throw new Failure('no-template', `The launch template ${id ?? name ?? ''} has no version ${version}.`, {
    advice: 'Check `launch-template` and `region`.',
  });
}

function templateOf(shown: LaunchTemplateVersion): Template[] {
  const { LaunchTemplateId: id, VersionNumber: version } = shown;
  const {
    LaunchTemplateName: name = '',
    VersionDescription: description = '',
    LaunchTemplateData: data = {},
  } = shown;
  return id === undefined || version === undefined ? [] : [{ id, name, version, description, data }];
}

/** What is to be resolved, with nothing left open. */
export type CompletedBase = BasePart & { readonly source: BaseImageSource };

export type CompletedLaunch = LaunchPart & { readonly market: NonNullable<LaunchPart['market']> };

/**
 * The base part with the image and the types that it leaves to the template, or to the defaults.
 *
 * @param ofGroup the types that a group's overrides name
 */
export function completeBase(
  base: BasePart,
  template: Template | undefined,
  ofGroup: readonly string[] = [],
): CompletedBase {
  const { ImageId, InstanceType = DEFAULTS.instanceType } = template?.data ?? {};
  return {
    ...base,
    source: base.source ?? imageSource(ImageId) ?? DEFAULTS.image,
    instanceTypes: [base.instanceTypes, ofGroup].find(({ length }) => length > 0) ?? [InstanceType],
  };
}

/** Both parts of a request that a template may complete. The one place where what nobody said is filled in. */
export function complete(
  { base, launch }: Pick<Pipeline, 'base' | 'launch'>,
  template: Template | undefined,
  ofGroup: readonly string[] = [],
): { readonly base: CompletedBase; readonly launch: CompletedLaunch } {
  const completed = completeBase(base, template, ofGroup);
  const ofTemplate = asksForSpot(template) ? 'spot' : undefined;
  return {
    base: completed,
    launch: {
      ...launch,
      instanceTypes: completed.instanceTypes,
      market: launch.market ?? ofTemplate ?? DEFAULTS.market,
    },
  };
}

export function asksForSpot(template: Template | undefined): boolean {
  return template?.data.InstanceMarketOptions?.MarketType === 'spot';
}

/** `ami-…`, or `resolve:ssm:PARAMETER`, which EC2 itself would look up at launch. */
function imageSource(image: string | undefined): BaseImageSource | undefined {
  if (image === undefined) return undefined;
  const path = /^resolve:ssm:(.+)$/.exec(image)?.[1];
  return path === undefined ? { kind: 'id', id: image } : { kind: 'parameter', path };
}
