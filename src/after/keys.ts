import type { KeyMetadata } from '@aws-sdk/client-kms';
import { isAwsFailure } from '../aws/errors.js';
import type { ReadingClients } from '../context.js';
import { Failure } from '../failure.js';
import type { CopyTarget } from '../inputs/bake-grammar.js';

/** What EBS encrypts with where nobody says otherwise. Source: EC2 API reference, GetEbsDefaultKmsKeyId. */
const EBS_ALIAS = 'alias/aws/ebs';

type KeyFacts = Pick<KeyMetadata, 'KeyManager' | 'KeyState'>;

const EBS_KEY: KeyFacts = { KeyManager: 'AWS', KeyState: 'Enabled' };

/** The region that an ARN of a key or an alias names; undefined for the other forms. */
export function regionOfKey(key: string): string | undefined {
  return /^arn:[^:]+:kms:([^:]+):/.exec(key)?.[1];
}

/**
 * The name by which a key goes in every region: its alias, or the ID of a multi-Region key, which is the same in each.
 * Undefined for a key of one region. Source: KMS developer guide, "Multi-Region keys".
 */
export function nameInAnyRegion(key: string): string | undefined {
  return /(?:^|:)(alias\/.+)$/.exec(key)?.[1] ?? /(?:^|\/)(mrk-[0-9a-f]+)$/.exec(key)?.[1];
}

/** What encrypts a copy: the target's own key, else the one that `kms-key-id` is there; undefined: the region's default. */
export function keyOfCopy({ key }: CopyTarget, kmsKeyId: string | undefined): string | undefined {
  return key ?? (kmsKeyId === undefined ? undefined : nameInAnyRegion(kmsKeyId));
}

/** For people. */
export function keyName(key: string | undefined): string {
  return key ?? "the region's default key for EBS";
}

export interface KeyWish {
  readonly region: string;
  readonly clients: Pick<ReadingClients, 'ec2' | 'kms'>;
  /** Undefined: the region's default for EBS. */
  readonly key: string | undefined;
  /** The input that a reader would have to change. */
  readonly input: 'kms-key-id' | 'copy-to-regions';
  /** What it encrypts is to be shared. */
  readonly shared: boolean;
}

/**
 * Throws a `Failure` where a key is not there, cannot be used, or belongs to AWS although the image is to be shared: EC2
 * tells the first two only after the bake, by an image that fails.
 */
export async function checkKey(wish: KeyWish): Promise<void> {
  if (wish.key !== undefined) {
    refuseKey(wish.key, await describeKey(wish.key, wish), wish);
  } else if (wish.shared || wish.input === 'copy-to-regions') {
    // Of a copy it is asked in any case: it tells, too, whether that region lets this account in.
    const { KmsKeyId = EBS_ALIAS } = await wish.clients.ec2('GetEbsDefaultKmsKeyId', {});
    if (!wish.shared) return;
    refuseKey(KmsKeyId, KmsKeyId === EBS_ALIAS ? EBS_KEY : await describeKey(KmsKeyId, wish), wish);
  }
}

/** Source: EC2 user guide, "Share an AMI", considerations: what an AWS managed key encrypts cannot be shared. */
function refuseKey(
  key: string,
  { KeyManager: manager, KeyState: state = 'Enabled' }: KeyFacts,
  wish: KeyWish,
): void {
  if (state !== 'Enabled') {
    throw new Failure('key-unusable', `The KMS key ${key} in ${wish.region} is ${state}, not Enabled.`, {
      advice: `Enable it, or name another one in \`${wish.input}\`.`,
    });
  }
  if (wish.shared && manager === 'AWS') {
    throw new Failure(
      'key-not-shareable',
      `The image in ${wish.region} would be encrypted with ${key}, which AWS manages: EC2 shares no such image.`,
      { advice: shareAdvice(wish) },
    );
  }
}

function shareAdvice({ region, input }: KeyWish): string {
  return input === 'kms-key-id'
    ? 'Name a key of your own in `kms-key-id` (an alias such as alias/images serves every region), or leave `share-with` out.'
    : `Name a key of your own behind \`${region}=\` in \`copy-to-regions\`, or give \`kms-key-id\` an alias that ${region} has too.`;
}

async function describeKey(key: string, { region, clients, input }: KeyWish): Promise<KeyFacts> {
  try {
    return (await clients.kms('DescribeKey', { KeyId: key })).KeyMetadata ?? {};
  } catch (thrown) {
    if (!isAwsFailure(thrown) || thrown.code !== 'NotFoundException') throw thrown;
    throw new Failure('key-not-found', `There is no KMS key ${key} in ${region}.`, {
      advice: `Check \`${input}\`: keys and aliases belong to one region${input === 'copy-to-regions' ? `; a key for ${region} is named behind \`${region}=\`, or has the alias of \`kms-key-id\` there` : ''}.`,
      cause: thrown,
    });
  }
}
