import type { TemplateRef } from '../instances/template.js';
import type { Group } from './group.js';

/** What to warn of where the inputs name a template and the group that is there has another; undefined: nothing. Pure. */
export function ignoredTemplate(
  asked: TemplateRef | undefined,
  { name, template }: Pick<Group, 'name' | 'template'>,
): string | undefined {
  if (asked === undefined || template === undefined) return undefined;
  const { id, name: called } = asked;
  if (id === undefined ? called === template.name : id === template.id) return undefined;
  return `\`launch-template: ${id ?? called ?? ''}\` has no effect: the group ${name} is there already, and launches from ${template.name} (${template.id}), which it keeps.`;
}
