import { isAwsFailure } from '../aws/errors.js';
import type { WriteContext } from '../context.js';
import type { ShareTarget } from '../inputs/bake-grammar.js';
import type { InRegion } from './in-region.js';
import { accountArn, KEY_OPERATIONS, type KeyStatement, keyStatements } from './key-policy.js';
import { nameOf } from './target.js';

type Account = Extract<ShareTarget, { kind: 'account' }>;

/**
 * Lets others use the keys of an image's disks, as far as a grant can: an account is given one, whose name makes that the
 * same grant the next time. Organizations and units cannot be granted anything, and without `kms:CreateGrant` nobody can:
 * then the statement for the key's own policy is told, which may have been there for long.
 * Source: KMS API reference, CreateGrant, `GranteePrincipal` and `Name`.
 */
export async function letUseKeys(
  place: InRegion,
  targets: readonly ShareTarget[],
  context: WriteContext,
): Promise<void> {
  for (const key of await keysOf(place)) {
    const refused: ShareTarget[] = [];
    let why: string | undefined;
    for (const target of targets.filter((one): one is Account => one.kind === 'account')) {
      const said = await grant(key, target, place);
      if (said !== undefined) refused.push(target);
      why ??= said;
    }
    const others = targets.filter(({ kind }) => kind !== 'account');
    if (why !== undefined) context.log.warn(`No grant on ${key} could be given: ${why}.`);
    tell(key, [...refused, ...others], place, context);
  }
}

/** The keys of its snapshots, by their ARNs; none where they are not encrypted. */
async function keysOf({ described, clients }: InRegion): Promise<string[]> {
  const image = await described();
  const ids = (image.BlockDeviceMappings ?? []).flatMap(({ Ebs }) => Ebs?.SnapshotId ?? []);
  if (ids.length === 0) return [];
  const { Snapshots = [] } = await clients.ec2('DescribeSnapshots', { SnapshotIds: ids });
  return [...new Set(Snapshots.flatMap(({ KmsKeyId }) => KmsKeyId ?? []))];
}

/** Returns why not, where that is not allowed. */
async function grant(
  key: string,
  { account }: Account,
  { clients, region }: InRegion,
): Promise<string | undefined> {
  try {
    await clients.kms('CreateGrant', {
      KeyId: key,
      GranteePrincipal: accountArn(account, region),
      Operations: [...KEY_OPERATIONS],
      Name: `ami-launch-${account}`,
    });
    return undefined;
  } catch (thrown) {
    if (!isAwsFailure(thrown, 'permission')) throw thrown;
    return thrown.said;
  }
}

function tell(
  key: string,
  targets: readonly ShareTarget[],
  { region }: InRegion,
  { log }: WriteContext,
): void {
  if (targets.length === 0) return;
  log.warn(
    `${targets.map(nameOf).join(', ')} can launch the image in ${region} only if the policy of the key ${key} lets them use it. The log has the statements to add, unless they are there already.`,
  );
  log.say(text(keyStatements(targets, region)));
}

function text(statements: readonly KeyStatement[]): string {
  return statements.map((statement) => JSON.stringify(statement, undefined, 2)).join(',\n');
}
