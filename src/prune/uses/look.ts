import type { LaunchTemplateVersion } from '@aws-sdk/client-ec2';
import type { LookContext } from '../context.js';
import { addConfigurationUses, versionsNamedByGroups } from './groups.js';
import { referenceName, referencesTo } from './references.js';
import { addNamedVersions, addTemplateUses } from './templates.js';
import { addUse, type Uses } from './use.js';

/** What uses these images, as it is now. Images that nothing uses are left out. */
export type LookForUses = (imageIds: readonly string[]) => Promise<Uses>;

/**
 * What the account's templates, groups and configurations name can't be asked image by image: all of them are read, and read
 * anew when that is longer ago than this.
 */
const FRESH_MS = 20_000;

/**
 * Looks for uses of images. What EC2 can be asked about an image is asked each time.
 *
 * @param ending instances that are about to end, or would be: they don't count
 */
export function usesIn(context: LookContext, ending: ReadonlySet<string>): LookForUses {
  const known = new Map<string, LaunchTemplateVersion | undefined>();
  let read: { readonly at: number; readonly uses: Uses } | undefined;
  return async (imageIds) => {
    const now = context.clock.now();
    if (read === undefined || now - read.at >= FRESH_MS)
      read = { at: now, uses: await namedInAccount(known, context) };
    const uses: Uses = new Map();
    for (const id of imageIds) for (const use of read.uses.get(id) ?? []) addUse(uses, id, use);
    for (const reference of await referencesTo(imageIds, context)) {
      if (!ending.has(reference.arn.replace(/^.*\//, '')))
        addUse(uses, reference.imageId, referenceName(reference));
    }
    return uses;
  };
}

async function namedInAccount(
  known: Map<string, LaunchTemplateVersion | undefined>,
  context: LookContext,
): Promise<Uses> {
  const uses: Uses = new Map();
  const [named] = await Promise.all([
    versionsNamedByGroups(context),
    addTemplateUses(uses, context),
    addConfigurationUses(uses, context),
  ]);
  await addNamedVersions(uses, named, known, context);
  return uses;
}
