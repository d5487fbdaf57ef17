import type { Instance } from '@aws-sdk/client-ec2';
import { inBatches, pagesOf } from '../aws/pages.js';
import { TAG, tagOf } from '../aws/tags.js';
import { LOOK_BATCH } from '../instances/look.js';
import { endInstances } from '../instances/terminate.js';
import { isAwsFailure } from '../aws/errors.js';
import type { LookContext, RemoveContext } from './context.js';
import { isOfName, ofLineages, ofScope, type Scope } from './scope.js';
import { ageOf, type Tally } from './tally.js';

/** They end themselves when they expire: what is still there so long afterwards does not. */
const INSTANCE_GRACE_MS = 10 * 60_000;
/** A builder's time holds its imaging, too; whoever watches it may still be busy with that. */
const BUILDER_GRACE_MS = 30 * 60_000;
/** No builder is given more: `bake-timeout` ends at 12 hours. For one that does not say when it expires. */
const LONGEST_BUILD_MS = 26 * 3_600_000;

/** An instance that has outlived its time. */
export interface Expired {
  readonly id: string;
  readonly name: string;
  readonly kind: 'builder' | 'instance';
  readonly why: string;
}

/**
 * Abandoned builders, and instances past their time. With an image name only the builders of its lineages.
 *
 * @param imaging builders that images are being made from: they stay
 */
export async function findExpired(
  scope: Scope,
  imaging: ReadonlySet<string>,
  { ec2, clock }: LookContext,
): Promise<Expired[]> {
  const now = clock.now();
  const roles = scope.imageName === undefined ? ['builder', 'instance'] : ['builder'];
  const pages = pagesOf((token) =>
    ec2('DescribeInstances', {
      Filters: [
        { Name: `tag:${TAG.role}`, Values: roles },
        { Name: 'instance-state-name', Values: ['pending', 'running', 'stopping', 'stopped'] },
        ofScope(scope),
        ...ofLineages(scope),
      ],
      MaxResults: 500,
      ...token,
    }),
  );
  const found: Expired[] = [];
  for await (const { Reservations = [] } of pages) {
    const instances = Reservations.flatMap(({ Instances = [] }) => Instances);
    const wanted = instances.filter(({ Tags }) => isOfName(tagOf(Tags, TAG.lineage), scope.imageName));
    found.push(...wanted.flatMap((instance) => expired(instance, now)));
  }
  return found.filter(({ id }) => !imaging.has(id));
}

/** @param now in ms since 1970 */
export function expired(instance: Instance, now: number): Expired[] {
  const { InstanceId: id, Tags } = instance;
  const kind = tagOf(Tags, TAG.role) === 'builder' ? 'builder' : 'instance';
  const expires = Date.parse(tagOf(Tags, TAG.expires) ?? '');
  const why = Number.isNaN(expires) ? abandoned(instance, kind, now) : overdue(expires, kind, now);
  return id === undefined || why === undefined ? [] : [{ id, name: tagOf(Tags, 'Name') ?? '', kind, why }];
}

function overdue(expires: number, kind: Expired['kind'], now: number): string | undefined {
  const grace = kind === 'builder' ? BUILDER_GRACE_MS : INSTANCE_GRACE_MS;
  return now > expires + grace ? `its time was over ${ageOf(now - expires)} ago` : undefined;
}

/** An instance without an end is to stay; a builder has one, so somebody has taken its tag away. */
function abandoned({ LaunchTime, State }: Instance, kind: Expired['kind'], now: number): string | undefined {
  const age = now - (LaunchTime?.getTime() ?? now);
  if (kind === 'instance' || age <= LONGEST_BUILD_MS) return undefined;
  return `it was started ${ageOf(age)} ago and is still ${State?.Name ?? 'there'}`;
}

/** Ends them; where one of many keeps EC2 from it, one by one. */
export async function endExpired(
  all: readonly Expired[],
  tally: Tally,
  context: RemoveContext,
): Promise<Set<string>> {
  const ended = new Set<string>();
  for (const batch of inBatches(all, LOOK_BATCH)) {
    const thrown = await tryToEnd(batch, context);
    for (const one of batch) {
      const alone = thrown === undefined || batch.length === 1 ? thrown : await tryToEnd([one], context);
      if (alone !== undefined) tally.failed(one.kind, one, alone);
      else {
        tally.gone(one.kind, { ...one, gib: 0 });
        ended.add(one.id);
      }
    }
  }
  return ended;
}

/** What kept EC2 from it. */
async function tryToEnd(batch: readonly Expired[], context: RemoveContext): Promise<unknown> {
  context.signal.throwIfAborted();
  try {
    await endInstances(
      batch.map(({ id }) => id),
      context,
      0,
    );
    return undefined;
  } catch (thrown) {
    if (!isAwsFailure(thrown) || thrown.kind === 'credentials') throw thrown;
    return thrown;
  }
}
