import { isAwsFailure } from '../aws/errors.js';
import { isGoing } from '../rollout/going.js';
import { readGroup } from '../rollout/group.js';
import type { Abouts, TemplateMade } from './journal.js';
import type { Undo, UndoContext } from './kinds.js';

/** Deletes versions that no group was brought to. They are no instances, so none counts as ended. */
export const undoTemplateVersions: Undo = async (entries, _limits, context) => {
  for (const { about, ids } of entries) {
    const { templateId: id } = about as Abouts['template-version'];
    // Without an answer nobody knows its number; a version that nothing uses costs nothing.
    for (const version of ids) await deleteVersion({ id, version: Number(version) }, context);
  }
  return { ended: [], unknown: [] };
};

/** Whoever follows `$Latest` must not be left with a version that failed. */
export async function deleteVersion(
  { id, version }: { readonly id: string; readonly version: number },
  { ec2, log }: UndoContext,
): Promise<void> {
  const { UnsuccessfullyDeletedLaunchTemplateVersions: [kept] = [] } = await ec2(
    'DeleteLaunchTemplateVersions',
    { LaunchTemplateId: id, Versions: [String(version)] },
  );
  const { Code: code, Message: message } = kept?.ResponseError ?? {};
  if (code === undefined || code === 'launchTemplateVersionDoesNotExist')
    log.say(`Deleted version ${version} of the launch template ${id}.`);
  else log.warn(`Version ${version} of the launch template ${id} stays: ${message ?? code}`);
}

/** Deletes launch templates with all their versions, but for those that a group has come to use. */
export const undoTemplates: Undo = async (entries, _limits, context) => {
  for (const { about, ids } of entries) {
    const made = about as Abouts['template'];
    const id = ids[0] ?? (await findUnanswered(made, context));
    if (id !== undefined) await deleteMade({ id }, made.group, context);
  }
  return { ended: [], unknown: [] };
};

/** A template that EC2 may have made without our hearing of it. Another's of that name does not say the same. */
async function findUnanswered(
  { name, description }: Abouts['template'],
  { ec2 }: UndoContext,
): Promise<string | undefined> {
  try {
    const { LaunchTemplateVersions: [first] = [] } = await ec2('DescribeLaunchTemplateVersions', {
      LaunchTemplateName: name,
      Versions: ['1'],
    });
    return first?.VersionDescription === description ? first.LaunchTemplateId : undefined;
  } catch (thrown) {
    if (isNotFound(thrown)) return undefined;
    throw thrown;
  }
}

/**
 * Deletes what was made for a group, unless the group uses it: another run may have been faster to make that, or we do not
 * know what became of our own call. A group that is on its way out launches nothing any more.
 */
export async function deleteMade(
  { id, version }: TemplateMade,
  group: string,
  context: UndoContext,
): Promise<void> {
  const { ec2, log } = context;
  const found = await readGroup(group, context);
  const used =
    found !== undefined && !isGoing(found) && found.template?.id === id ? found.template : undefined;
  if (used !== undefined && (version === undefined || used.version === String(version))) {
    log.say(`The launch template ${id} stays: the group ${group} uses it.`);
    return;
  }
  if (version !== undefined) return deleteVersion({ id, version }, context);
  try {
    await ec2('DeleteLaunchTemplate', { LaunchTemplateId: id });
    log.say(`Deleted the launch template ${id}.`);
  } catch (thrown) {
    if (!isNotFound(thrown)) throw thrown;
  }
}

function isNotFound(thrown: unknown): boolean {
  return isAwsFailure(thrown) && /NotFound/.test(thrown.code);
}
