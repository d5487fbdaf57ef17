import { isAwsFailure } from '../aws/errors.js';
import { TAG, tagOf } from '../aws/tags.js';
import type { Abouts } from './journal.js';
import type { Undo, UndoContext } from './kinds.js';

/** Deletes versions that no group was brought to. They are no instances, so none counts as ended. */
export const undoTemplateVersions: Undo = async (entries, _limits, context) => {
  for (const { about, ids, answered } of entries) {
    const version = about as Abouts['template-version'];
    const numbers = answered ? ids.map(Number) : await unanswered(version, context);
    for (const number of numbers) await deleteVersion({ id: version.templateId, version: number }, context);
  }
  return { ended: [], unknown: [] };
};

/** What a call made whose answer nobody heard: it would be the newest. Another run may make one of the same content. */
async function unanswered(
  { templateId, description, run }: Abouts['template-version'],
  { ec2 }: UndoContext,
): Promise<number[]> {
  const { LaunchTemplateVersions: [newest] = [] } = await ec2('DescribeLaunchTemplateVersions', {
    LaunchTemplateId: templateId,
    Versions: ['$Latest'],
  });
  const { VersionNumber: number, VersionDescription, LaunchTemplateData } = newest ?? {};
  const runs = (LaunchTemplateData?.TagSpecifications ?? []).map(({ Tags }) => tagOf(Tags, TAG.run));
  return number !== undefined && VersionDescription === description && runs.includes(run) ? [number] : [];
}

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
