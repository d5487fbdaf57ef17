import { runTag } from '../aws/tags.js';
import type { WriteContext } from '../context.js';
import type { RolloutRequest } from '../inputs/request.js';
import { isOurs, type Template } from '../instances/template.js';
import type { Plan } from '../modes/read-half.js';
import type { TemplateMade } from '../undo/journal.js';
import type { Noted } from '../undo/ledger.js';
import { makeTemplate, takeTemplate } from './make-template.js';
import { says, versionSpec } from './plan.js';
import { descriptionOf, makeVersion, versionData, type VersionSpec } from './version.js';

/** What a new group is to launch from. */
export interface TemplateFor {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  /** What of it goes with the group, where this run has made it, and its entry in the ledger. */
  readonly made: { readonly what: TemplateMade; readonly noted: Noted } | undefined;
}

/** A new template of the group's name, or a new version of the one that the inputs name; neither where there is such a one. */
export async function templateFor(
  request: RolloutRequest,
  plan: Plan,
  image: Plan['base'],
  context: WriteContext,
): Promise<TemplateFor> {
  const { template } = plan;
  const wanted = { ...versionSpec(request, plan, image), ...typeWhereNone(plan) };
  if (template !== undefined) return versionOf(template, wanted, context);
  const { group } = request.rollout;
  const made = await makeTemplate(
    {
      group,
      description: descriptionOf(wanted),
      data: versionData(wanted, runTag(context.run)),
      tags: request.launch.tags,
    },
    context,
  );
  if (made !== undefined) {
    const { id, name, noted } = made;
    return { id, name, version: 1, made: { what: { id }, noted } };
  }
  return versionOf(await takeTemplate(group, isOurs, context), wanted, context);
}

/** A group takes its type from nowhere else. */
function typeWhereNone({ template, spec }: Plan): Pick<VersionSpec, 'typeWhereNone'> {
  const { InstanceType, InstanceRequirements } = template?.data ?? {};
  const [type] = spec.launch.instanceTypes;
  return type === undefined || InstanceType !== undefined || InstanceRequirements !== undefined
    ? {}
    : { typeWhereNone: type };
}

async function versionOf(
  template: Template,
  wanted: VersionSpec,
  context: WriteContext,
): Promise<TemplateFor> {
  const { id, name, version } = template;
  if (says(template, wanted)) return { id, name, version, made: undefined };
  const { number, noted } = await makeVersion(wanted, template, context);
  return { id, name, version: number, made: { what: { id, version: number }, noted } };
}
