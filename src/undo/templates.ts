import { isAwsFailure } from '../aws/errors.js';
import type { Abouts } from './journal.js';
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

/** Deletes launch templates with all their versions. */
export const undoTemplates: Undo = async (entries, _limits, { ec2, log }) => {
  for (const id of entries.flatMap(({ ids }) => ids)) {
    await ec2('DeleteLaunchTemplate', { LaunchTemplateId: id }).catch((thrown: unknown) => {
      if (!isAwsFailure(thrown) || !/NotFound/.test(thrown.code)) throw thrown;
    });
    log.say(`Deleted the launch template ${id}.`);
  }
  return { ended: [], unknown: [] };
};
