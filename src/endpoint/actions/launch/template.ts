import { text, type Params } from '../../protocol/query.js';
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
  const { LaunchTemplate: asked, ...own } = call.params;
  if (typeof asked !== 'object') return { call, origin: undefined };
  const template = templateNeeded(call, asked);
  const version = versionOf(template, text(asked, 'Version') ?? '$Default');
  const params: Params = { ...version.data, ...own };
  return { call: { ...call, params }, origin: { id: template.id, version: version.number } };
}

/** EC2 tells by these where an instance comes from. Source: EC2 user guide, "Launch instances from a launch template". */
export function originTags(origin: Origin | undefined): [string, string][] {
  if (origin === undefined) return [];
  return [
    ['aws:ec2launchtemplate:id', origin.id],
    ['aws:ec2launchtemplate:version', String(origin.version)],
  ];
}
