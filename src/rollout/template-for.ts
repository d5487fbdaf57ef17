import { runTag } from '../aws/tags.js';
import type { WriteContext } from '../context.js';
import { Failure } from '../failure.js';
import type { RolloutRequest } from '../inputs/request.js';
import { isOurs, type Template } from '../instances/template.js';
import type { Plan } from '../modes/read-half.js';
import type { TemplateMade } from '../undo/journal.js';
import type { Noted } from '../undo/ledger.js';
import { makeTemplate, takenTemplate } from './make-template.js';
import { says, versionSpec } from './plan.js';
import { templateName } from './template-name.js';
import { descriptionOf, makeVersion, versionData, type VersionSpec } from './version.js';

/** What a new group is to launch from. */
export interface TemplateFor {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  /** What of it goes with the group, where this run has made it, and its entry in the ledger. */
  readonly made: { readonly what: TemplateMade; readonly noted: Noted } | undefined;
}

/**
 * A new template of the group's name, or a new version of the one that the inputs name; neither where there is such a one.
 *
 * @throws Failure `template-exists` when the one of the group's name is none of ours
 */
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
  const called = templateName(group);
  const made = await makeTemplate(
    {
      name: called,
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
  const taken = await takenTemplate(called, context);
  if (!isOurs(taken)) throw isAnothers(taken, group);
  return versionOf(taken, wanted, context);
}

function isAnothers({ name }: Template, group: string): Failure {
  return new Failure(
    'template-exists',
    `There is a launch template ${name} already, which is not by ami-launch: the group ${group} cannot get one of that name.`,
    {
      advice: `Delete it, call the group otherwise, or make the group from it with \`launch-template: ${name}\`.`,
    },
  );
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
