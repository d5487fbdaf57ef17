import type { Params } from '../../protocol/query.js';

/** A launch template as a group refers to it: both its names, and the version as it was given. */
export interface TemplateSpecification {
  readonly id: string;
  readonly name: string;
  /** A number, `$Latest` or `$Default`. */
  readonly version: string;
}

/** What instances are launched from: exactly one of the three. */
export interface LaunchSource {
  readonly launchConfigurationName?: string;
  readonly launchTemplate?: TemplateSpecification;
  readonly mixedInstances?: MixedInstances;
}

export interface MixedInstances {
  readonly launchTemplate: TemplateSpecification;
  readonly overrides: readonly MixedOverride[];
  readonly distribution: Params | undefined;
}

/** What one kind of instance has otherwise than the template; its own template, perhaps. */
export interface MixedOverride {
  readonly launchTemplate?: TemplateSpecification;
  readonly data: Params;
}

/** What an instance was launched from, as answers tell it: of a template the version's number, whatever the group says. */
export interface LaunchedFrom {
  readonly launchConfigurationName?: string;
  readonly launchTemplate?: TemplateSpecification;
}

/** Every template that a source names. */
export function templatesOf({ launchTemplate, mixedInstances }: LaunchSource): TemplateSpecification[] {
  return [
    ...(launchTemplate ? [launchTemplate] : []),
    ...(mixedInstances
      ? [
          mixedInstances.launchTemplate,
          ...mixedInstances.overrides.flatMap((one) => (one.launchTemplate ? [one.launchTemplate] : [])),
        ]
      : []),
  ];
}
