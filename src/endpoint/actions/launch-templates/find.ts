import { refuse } from '../../protocol/errors.js';
import { text, type Params } from '../../protocol/query.js';
import { findOne, KINDS, seen, type View } from '../../world/consistency.js';
import type { LaunchTemplate, TemplateVersion } from '../../world/launch-templates.js';

/** The template that `LaunchTemplateId` or `LaunchTemplateName` means; undefined when neither is given. */
export function templateAsked(view: View, params: Params): LaunchTemplate | undefined {
  const id = text(params, 'LaunchTemplateId');
  const name = text(params, 'LaunchTemplateName');
  if (id !== undefined && name !== undefined) {
    throw refuse(
      'InvalidParameterCombination',
      'Either provide launch template ID or launch template name, but not both.',
    );
  }
  if (id !== undefined) return findOne(view, KINDS.launchTemplate, id);
  return name === undefined ? undefined : templateNamed(view, name);
}

export function templateNeeded(view: View, params: Params): LaunchTemplate {
  const template = templateAsked(view, params);
  if (template) return template;
  throw refuse(
    'MissingParameter',
    'The request must contain the parameter launch template ID or launch template name',
  );
}

export function templateNamed(view: View, name: string): LaunchTemplate {
  const found = seen(view, KINDS.launchTemplate).find((template) => template.name === name);
  if (found) return found;
  throw refuse(
    'InvalidLaunchTemplateName.NotFoundException',
    `The specified launch template, with template name ${name}, does not exist.`,
  );
}

/** A version by its number, `$Latest` or `$Default`. */
export function versionOf(template: LaunchTemplate, asked: string): TemplateVersion {
  const version = template.versions.get(numberOf(template, asked));
  if (version) return version;
  throw refuse(
    'InvalidLaunchTemplateId.VersionNotFound',
    `Could not find the specified version ${asked} for the launch template with ID ${template.id}.`,
  );
}

export function numberOf({ latestVersion, defaultVersion }: LaunchTemplate, asked: string): number {
  if (asked === '$Latest') return latestVersion;
  if (asked === '$Default') return defaultVersion;
  if (/^\d+$/.test(asked)) return Number(asked);
  throw refuse('InvalidParameterValue', `The launch template version '${asked}' is not valid.`);
}
