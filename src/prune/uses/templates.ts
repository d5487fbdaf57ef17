import type { LaunchTemplateVersion } from '@aws-sdk/client-ec2';
import { isAwsFailure } from '../../aws/errors.js';
import { inBatches, pagesOf } from '../../aws/pages.js';
import type { LookContext } from '../context.js';
import { addUse, type Uses } from './use.js';

/** A version of a launch template that something names. */
export interface NamedVersion {
  /** Either is enough. */
  readonly id: string | undefined;
  readonly name: string | undefined;
  /** A number. */
  readonly version: string;
  /** Who names it: `Auto Scaling group web`. */
  readonly by: string;
}

/** SSM takes at most this many names. Source: SSM API reference, GetParameters. */
const MOST_NAMES = 10;
const GONE = [
  'InvalidLaunchTemplateId.NotFound',
  'InvalidLaunchTemplateName.NotFoundException',
  'InvalidLaunchTemplateId.VersionNotFound',
];

/** The images of the default and the latest version of every launch template. */
export async function addTemplateUses(uses: Uses, context: LookContext): Promise<void> {
  const pinned = new Map<string, string[]>();
  const pages = pagesOf((token) =>
    context.ec2('DescribeLaunchTemplateVersions', {
      Versions: ['$Default', '$Latest'],
      MaxResults: 200,
      ...token,
    }),
  );
  for await (const { LaunchTemplateVersions = [] } of pages) {
    for (const version of LaunchTemplateVersions) addVersion(uses, pinned, version, versionName(version));
  }
  await addPinned(uses, pinned, context);
}

/**
 * The images of versions that groups name by number.
 *
 * @param known what versions hold, by template and number, beyond this call: a version never changes
 */
export async function addNamedVersions(
  uses: Uses,
  named: readonly NamedVersion[],
  known: Map<string, LaunchTemplateVersion | undefined>,
  context: LookContext,
): Promise<void> {
  const pinned = new Map<string, string[]>();
  for (const { id, name, version, by } of named) {
    const key = `${id ?? name ?? ''}:${version}`;
    if (!known.has(key)) known.set(key, await readVersion({ id, name, version }, context));
    const read = known.get(key);
    if (read !== undefined) addVersion(uses, pinned, read, `${by}, by ${versionName(read)}`);
  }
  await addPinned(uses, pinned, context);
}

async function readVersion(
  { id, name, version }: Omit<NamedVersion, 'by'>,
  { ec2 }: LookContext,
): Promise<LaunchTemplateVersion | undefined> {
  try {
    const { LaunchTemplateVersions: [found] = [] } = await ec2('DescribeLaunchTemplateVersions', {
      ...(id === undefined ? { LaunchTemplateName: name } : { LaunchTemplateId: id }),
      Versions: [version],
    });
    return found;
  } catch (thrown) {
    if (isAwsFailure(thrown) && GONE.includes(thrown.code)) return undefined;
    throw thrown;
  }
}

function versionName({ LaunchTemplateName = '', VersionNumber = 0 }: LaunchTemplateVersion): string {
  return `launch template ${LaunchTemplateName} version ${VersionNumber}`;
}

/**
 * A version names its image by ID, by a parameter, or by one version of a parameter. What a parameter holds now is known
 * without asking here; the version has to be asked for.
 */
function addVersion(
  uses: Uses,
  pinned: Map<string, string[]>,
  { LaunchTemplateData }: LaunchTemplateVersion,
  use: string,
): void {
  const imageId = LaunchTemplateData?.ImageId;
  addUse(uses, imageId, use);
  const selected = /^resolve:ssm:(.+:[^:/]+)$/.exec(imageId ?? '')?.[1];
  if (selected !== undefined) pinned.set(selected, [...(pinned.get(selected) ?? []), use]);
}

/** Throws where a parameter may not be read: what it holds could be any image. */
async function addPinned(
  uses: Uses,
  pinned: ReadonlyMap<string, readonly string[]>,
  { ssm }: LookContext,
): Promise<void> {
  for (const names of inBatches([...pinned.keys()], MOST_NAMES)) {
    const { Parameters = [] } = await ssm('GetParameters', { Names: names });
    for (const { Name = '', Selector = '', Value } of Parameters) {
      for (const use of pinned.get(`${Name}${Selector}`) ?? []) addUse(uses, Value, use);
    }
  }
}
