import { isAwsFailure } from '../aws/errors.js';
import { TAG, tagOf } from '../aws/tags.js';
import { dropVersion } from '../rollout/drop-version.js';
import { isGoing } from '../rollout/going.js';
import { readGroup } from '../rollout/group.js';
import type { Abouts, TemplateMade } from './journal.js';
import type { Undo, UndoContext, UndoLimits } from './kinds.js';

/** Deletes versions that no group was brought to. They are no instances, so none counts as ended. */
export const undoTemplateVersions: Undo = async (entries, _limits, context) => {
  for (const { about, ids, answered } of entries) {
    const version = about as Abouts['template-version'];
    const numbers = answered ? ids.map(Number) : await unanswered(version, context);
    // Another step may have found the same to do, and its group may use it.
    for (const number of numbers)
      await dropVersion(version.group, { id: version.templateId, version: number }, context);
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

/** Deletes launch templates with all their versions, but for those that a group has come to use. */
export const undoTemplates: Undo = async (entries, limits, context) => {
  for (const { about, ids } of entries) {
    const made = about as Abouts['template'];
    const id = ids[0] ?? (await findUnanswered(made, limits, context));
    if (id !== undefined) await deleteMade({ id }, made.group, limits, context);
  }
  return { ended: [], unknown: [] };
};

/** A template that EC2 may have made without our hearing of it. Another's of that name does not say the same. */
async function findUnanswered(
  { name, description }: Abouts['template'],
  limits: UndoLimits,
  context: UndoContext,
): Promise<string | undefined> {
  const asked = { LaunchTemplateName: name, Versions: ['1'] };
  const shown = await onceShown(() => context.ec2('DescribeLaunchTemplateVersions', asked), limits, context);
  const [first] = shown?.LaunchTemplateVersions ?? [];
  return first?.VersionDescription === description ? first.LaunchTemplateId : undefined;
}

/**
 * Deletes what was made for a group, unless the group uses it: another run may have been faster to make that, or we do not
 * know what became of our own call. A group that is on its way out launches nothing any more.
 */
export async function deleteMade(
  { id, version }: TemplateMade,
  group: string,
  limits: UndoLimits,
  context: UndoContext,
): Promise<void> {
  const { log } = context;
  const found = await readGroup(group, context);
  const used =
    found !== undefined && !isGoing(found) && found.template?.id === id ? found.template : undefined;
  if (used !== undefined && (version === undefined || used.version === String(version))) {
    log.say(`The launch template ${id} stays: the group ${group} uses it.`);
    return;
  }
  if (version !== undefined) return deleteVersion({ id, version }, context);
  const deleted = await onceShown(
    () => context.ec2('DeleteLaunchTemplate', { LaunchTemplateId: id }),
    limits,
    context,
  );
  if (deleted !== undefined) log.say(`Deleted the launch template ${id}.`);
}

/** EC2 may not know a template for seconds that it has made. */
const YOUNG_MS = 5_000;
const PAUSE_MS = 1_000;

/** What EC2 answers; undefined: it knows no such template, and did not come to know it. */
async function onceShown<T>(
  call: () => Promise<T>,
  { patienceMs }: UndoLimits,
  { clock, signal }: UndoContext,
): Promise<T | undefined> {
  const until = clock.now() + Math.min(patienceMs, YOUNG_MS);
  for (;;) {
    try {
      return await call();
    } catch (thrown) {
      if (!isAwsFailure(thrown) || !/NotFound/.test(thrown.code)) throw thrown;
      if (clock.now() >= until) return undefined;
      await clock.sleep(PAUSE_MS, signal);
    }
  }
}
