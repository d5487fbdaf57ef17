import type { Params } from '../protocol/query.js';

/** What Auto Scaling knows. Nothing is launched by it here: it is data. */
export interface AutoScaling {
  /** By their names, as everything of Auto Scaling. */
  readonly launchConfigurations: Map<string, LaunchConfiguration>;
  readonly groups: Map<string, AutoScalingGroup>;
}

export interface LaunchConfiguration {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  /** As in the request, under the same names as in answers. */
  readonly data: Params;
}

/** A launch template as a group refers to it: both its names, and the version as it was given. */
export interface TemplateSpecification {
  readonly id: string;
  readonly name: string;
  /** A number, `$Latest` or `$Default`. */
  readonly version: string;
}

export interface AutoScalingGroup {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  readonly launchConfigurationName?: string;
  readonly launchTemplate?: TemplateSpecification;
  readonly mixedInstances?: MixedInstances;
  readonly minSize: number;
  readonly maxSize: number;
  readonly desiredCapacity: number;
  readonly zones: readonly string[];
  readonly subnetIds: readonly string[];
  readonly tags: readonly GroupTag[];
  /** Everything else of the request, under the same names as in answers. */
  readonly data: Params;
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

export interface GroupTag {
  readonly key: string;
  readonly value: string;
  readonly propagates: boolean;
}

export function noAutoScaling(): AutoScaling {
  return { launchConfigurations: new Map(), groups: new Map() };
}
