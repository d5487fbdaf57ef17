import type { WriteContext } from '../context.js';
import type { Template } from '../instances/template.js';
import { configurationWith, type Group } from './group.js';

/**
 * Gives a group that follows `$Latest` or `$Default` the version by its number that this is now: it would launch from a new
 * version before anybody knows whether that is any good, and Auto Scaling rolls no group back that names none. Source: Auto
 * Scaling user guide, "Undo changes with a rollback".
 */
export async function pin(group: Group, template: Template, context: WriteContext): Promise<Group> {
  const { version } = group.template ?? {};
  if (version === undefined || version === String(template.version)) return group;
  await context.autoscaling('UpdateAutoScalingGroup', {
    AutoScalingGroupName: group.name,
    ...configurationWith(group, template),
  });
  context.log.say(
    `The group ${group.name} followed ${version} of its launch template, and now has version ${template.version}, which that is: a roll-out can be taken back only to a version that is named.`,
  );
  return { ...group, template: { ...template, version: String(template.version) } };
}
