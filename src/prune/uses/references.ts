import type { ImageReference, ImageReferenceResourceType } from '@aws-sdk/client-ec2';
import { inBatches, pagesOf } from '../../aws/pages.js';
import type { LookContext } from '../context.js';

/** Source: EC2 API reference, DescribeImageReferences, `ImageId.N`. */
export const MOST_ASKED = 10;
/** An instance that ends will not start from the image again. */
const LIVE_STATES = ['pending', 'running', 'stopping', 'stopped'];
/** The latest version of a launch template, and the one before it, so that one step back is possible. */
const VERSIONS = 2;

/** A thing of this account that refers to an image. */
export interface Reference {
  readonly imageId: string;
  readonly type: ImageReferenceResourceType;
  readonly arn: string;
}

/**
 * What of this account refers to these images: instances, the newest versions of launch templates, what SSM parameters hold
 * now, recipes of Image Builder.
 *
 * Source: EC2 user guide, "Identify your resources referencing specified AMIs".
 */
export async function referencesTo(
  imageIds: readonly string[],
  { ec2 }: Pick<LookContext, 'ec2'>,
): Promise<Reference[]> {
  const found: Reference[] = [];
  for (const ids of inBatches(imageIds, MOST_ASKED)) {
    const pages = pagesOf((token) =>
      ec2('DescribeImageReferences', {
        ImageIds: ids,
        IncludeAllResourceTypes: true,
        ResourceTypes: [
          option('ec2:Instance', 'state-name', LIVE_STATES),
          option('ec2:LaunchTemplate', 'version-depth', [String(VERSIONS)]),
        ],
        ...token,
      }),
    );
    for await (const { ImageReferences = [] } of pages) found.push(...ImageReferences.flatMap(reference));
  }
  return found;
}

function option(
  ResourceType: ImageReferenceResourceType,
  OptionName: 'state-name' | 'version-depth',
  OptionValues: string[],
) {
  return { ResourceType, ResourceTypeOptions: [{ OptionName, OptionValues }] };
}

function reference({ ImageId, ResourceType, Arn = '' }: ImageReference): Reference[] {
  if (ImageId === undefined || ResourceType === undefined) return [];
  return [{ imageId: ImageId, type: ResourceType, arn: Arn }];
}

/** `instance i-0a` */
export function referenceName({ type, arn }: Pick<Reference, 'type' | 'arn'>): string {
  const kinds: Partial<Record<string, string>> = {
    'ec2:Instance': 'instance',
    'ec2:LaunchTemplate': 'launch template',
    'ssm:Parameter': 'parameter',
  };
  const kind = kinds[type] ?? 'Image Builder recipe';
  const name = kind === 'parameter' ? parameterOf(arn) : arn.replace(/^[^/]*\//, '');
  return `${kind} ${name}`;
}

/** `/golden/web`. A name without a slash at its beginning has one in its ARN. */
export function parameterOf(arn: string): string {
  return arn.replace(/^.*?:parameter/, '');
}
