import type { UndoContext } from '../undo/kinds.js';
import { deleteVersion } from '../undo/templates.js';
import { isEnding, isOf, readGroup } from './group.js';

/** Deletes a version that a group was to be brought to, unless something of the group is of it all the same. */
export async function dropVersion(
  name: string,
  target: { readonly id: string; readonly version: number },
  context: UndoContext,
): Promise<void> {
  const group = await readGroup(name, context);
  const { template, instances = [] } = group ?? {};
  if (isOf(template, target) || instances.some((one) => isOf(one.template, target) && !isEnding(one))) {
    context.log.say(
      `Version ${target.version} of the launch template stays: the group ${name} still uses it.`,
    );
    return;
  }
  await deleteVersion(target, context);
}
