import { text, type Params } from '../../protocol/query.js';
import { ApiError } from '../../protocol/errors.js';
import type { View } from '../../world/consistency.js';
import type { Call } from '../action.js';
import { templateNeeded, versionOf } from '../launch-templates/find.js';

/** The template of a launch, as its instances' tags name it. */
export interface Origin {
  readonly id: string;
  readonly version: number;
}

/**
 * The launch with what its template says wherever it says nothing itself, a whole parameter at a time.
 * Source: EC2 API reference, RunInstances, LaunchTemplate.
 */
export function withTemplate(call: Call): { call: Call; origin: Origin | undefined } {
  const { params, origin } = filledUp(call.params, call);
  return { call: { ...call, params }, origin };
}

function filledUp(params: Params, view: View): { params: Params; origin: Origin | undefined } {
  const { LaunchTemplate: asked, ...own } = params;
  if (typeof asked !== 'object') return { params, origin: undefined };
  const template = templateNeeded(view, asked);
  const version = versionOf(template, text(asked, 'Version') ?? '$Default');
  return { params: { ...version.data, ...own }, origin: { id: template.id, version: version.number } };
}

/** What a launch comes to, with the template by its ID. Whether there is such a template is told only to those who may launch. */
export function asLaunched(params: Params, view: View): Params {
  try {
    const { params: all, origin } = filledUp(params, view);
    return origin === undefined ? all : { ...all, LaunchTemplate: { LaunchTemplateId: origin.id } };
  } catch (thrown) {
    if (thrown instanceof ApiError) return params;
    throw thrown;
  }
}

/** EC2 tells by these where an instance comes from. Source: EC2 user guide, "Launch instances from a launch template". */
export function originTags(origin: Origin | undefined): [string, string][] {
  if (origin === undefined) return [];
  return [
    ['aws:ec2launchtemplate:id', origin.id],
    ['aws:ec2launchtemplate:version', String(origin.version)],
  ];
}
