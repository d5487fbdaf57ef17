import { isAwsFailure } from '../aws/errors.js';
import { TAG, tagOf } from '../aws/tags.js';
import type { Clients } from '../aws/clients.js';
import type { ReadContext, WriteContext } from '../context.js';
import type { Group } from './group.js';

/**
 * Whose business a group is while it is rolled, and to what: a tag of the group, there until somebody has found the version
 * good. A step that has been killed sees by it that another has gone on; a later run, that nobody has vouched for what runs.
 */
export function claimOf(version: number, step: string): string {
  return `${version} ${step}`;
}

/** What the group says; undefined: nobody claims it. */
export function claimed({ shown }: Pick<Group, 'shown'>): string | undefined {
  const tags = (shown.Tags ?? []).map(({ Key, Value }) => ({ Key, Value }));
  return tagOf(tags, TAG.rolling);
}

/** Whether a roll-out to this version never came to a good end. */
export function isUnproven(group: Pick<Group, 'shown'>, version: number): boolean {
  return claimed(group)?.startsWith(`${version} `) ?? false;
}

/** Returns the claim; undefined where the tag may not be set, without which a roll-out goes on all the same. */
export async function claim(
  group: string,
  version: number,
  { autoscaling, step, log }: WriteContext,
): Promise<string | undefined> {
  const Value = claimOf(version, step);
  try {
    await autoscaling('CreateOrUpdateTags', { Tags: [{ ...tag(group), Value, PropagateAtLaunch: false }] });
    return Value;
  } catch (thrown) {
    if (!isAwsFailure(thrown, 'permission')) throw thrown;
    log.warn(
      `${thrown.message} ${thrown.advice ?? ''} Without it a step that is killed cannot tell whether another went on.`,
    );
    return undefined;
  }
}

/** The version is good, or gone. Never throws: then somebody looks once more. */
export async function unclaim(
  group: string,
  { autoscaling, log }: Pick<ReadContext, 'log'> & Pick<Clients, 'autoscaling'>,
): Promise<void> {
  await autoscaling('DeleteTags', { Tags: [tag(group)] }).catch((thrown: unknown) => {
    if (!isAwsFailure(thrown)) throw thrown;
    log.detail(`The tag ${TAG.rolling} of the group ${group} stays: ${thrown.said}`);
  });
}

function tag(group: string) {
  return { ResourceId: group, ResourceType: 'auto-scaling-group', Key: TAG.rolling };
}
