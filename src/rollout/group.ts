import type {
  AutoScalingGroup,
  Instance,
  LaunchTemplateOverrides,
  LaunchTemplateSpecification,
  MixedInstancesPolicy,
} from '@aws-sdk/client-auto-scaling';
import { TAG } from '../aws/tags.js';
import type { ReadContext } from '../context.js';
import type { RolledInstance } from '../modes/result.js';

/** An Auto Scaling group as AWS last showed it. */
export interface Group {
  readonly name: string;
  /** Undefined: it still has a launch configuration. */
  readonly template: GroupTemplate | undefined;
  readonly launchConfiguration: string | undefined;
  readonly mixed: MixedInstancesPolicy | undefined;
  readonly desired: number;
  readonly subnetIds: readonly string[];
  /** Seconds that a new instance is given by the group itself. */
  readonly warmupSeconds: number;
  readonly instances: readonly GroupInstance[];
  /** The rest, under AWS's own names. */
  readonly shown: AutoScalingGroup;
}

/** The launch template of a group. */
export interface GroupTemplate {
  readonly id: string;
  readonly name: string;
  /** A number, `$Latest` or `$Default`. */
  readonly version: string;
}

export interface GroupInstance extends RolledInstance {
  /** The template that it was launched from, in a literal version; undefined: from a launch configuration. */
  readonly template: { readonly id: string; readonly version: string } | undefined;
  readonly protectedFromScaleIn: boolean;
  /** How much of the group's desired capacity it makes up. */
  readonly weight: number;
}

/** The group of this name, with all its instances, in one call; undefined: there is none. */
export async function readGroup(
  name: string,
  { autoscaling }: Pick<ReadContext, 'autoscaling'>,
): Promise<Group | undefined> {
  const { AutoScalingGroups: [shown] = [] } = await autoscaling('DescribeAutoScalingGroups', {
    AutoScalingGroupNames: [name],
  });
  return shown && groupOf(name, shown);
}

function groupOf(name: string, shown: AutoScalingGroup): Group {
  const mixed = shown.MixedInstancesPolicy;
  return {
    name,
    template: templateOf(shown.LaunchTemplate ?? mixed?.LaunchTemplate?.LaunchTemplateSpecification),
    launchConfiguration: shown.LaunchConfigurationName || undefined,
    mixed,
    desired: shown.DesiredCapacity ?? 0,
    subnetIds: (shown.VPCZoneIdentifier ?? '').split(',').filter((id) => id !== ''),
    // Source: Auto Scaling API reference, RefreshPreferences, `InstanceWarmup`.
    warmupSeconds: shown.DefaultInstanceWarmup ?? shown.HealthCheckGracePeriod ?? 0,
    instances: (shown.Instances ?? []).map(instanceOf),
    shown,
  };
}

/** What is not said of the version is the default one. Source: Auto Scaling API reference, LaunchTemplateSpecification. */
function templateOf(shown: LaunchTemplateSpecification | undefined): GroupTemplate | undefined {
  if (shown?.LaunchTemplateId === undefined) return undefined;
  const { LaunchTemplateId: id, LaunchTemplateName: name = id, Version: version = '$Default' } = shown;
  return { id, name, version };
}

function instanceOf(shown: Instance): GroupInstance {
  const { LaunchTemplateId: id, Version: version } = shown.LaunchTemplate ?? {};
  return {
    id: shown.InstanceId ?? '',
    instanceType: shown.InstanceType ?? '',
    zone: shown.AvailabilityZone ?? '',
    lifecycle: shown.LifecycleState ?? '',
    healthy: shown.HealthStatus === 'Healthy',
    template: id === undefined || version === undefined ? undefined : { id, version },
    protectedFromScaleIn: shown.ProtectedFromScaleIn ?? false,
    weight: Number(shown.WeightedCapacity ?? 1),
  };
}

/** Whether a group, or an instance, is of this very version. */
export function isOf(
  template: { readonly id: string; readonly version: string } | undefined,
  { id, version }: { readonly id: string; readonly version: number },
): boolean {
  return template?.id === id && template.version === String(version);
}

/** Whether this very step made the group, by its tags. */
export function isOfStep({ shown }: Pick<Group, 'shown'>, step: string): boolean {
  return (shown.Tags ?? []).some(({ Key, Value }) => Key === TAG.step && Value === step);
}

/** Whether the group has given it up. Source: Auto Scaling user guide, "Instance lifecycle". */
export function isEnding({ lifecycle }: Pick<GroupInstance, 'lifecycle'>): boolean {
  return lifecycle.includes('Terminat');
}

/** As it is written down: without what only we need to know. */
export function rolledInstance({
  id,
  instanceType,
  zone,
  lifecycle,
  healthy,
}: GroupInstance): RolledInstance {
  return { id, instanceType, zone, lifecycle, healthy };
}

/** An override's own template is answered by ID and by name, and taken by one of them only. */
function byId(override: LaunchTemplateOverrides): LaunchTemplateOverrides {
  const { LaunchTemplateSpecification: own } = override;
  if (own?.LaunchTemplateId === undefined) return override;
  const { LaunchTemplateId, Version } = own;
  return { ...override, LaunchTemplateSpecification: { LaunchTemplateId, Version } };
}

/** IDs of the templates that overrides have of their own: what is launched by them is not what is rolled. */
export function ownTemplates({ mixed, template }: Pick<Group, 'mixed' | 'template'>): string[] {
  const overrides = mixed?.LaunchTemplate?.Overrides ?? [];
  return overrides
    .flatMap(({ LaunchTemplateSpecification: own }) => own?.LaunchTemplateId ?? [])
    .filter((id) => id !== template?.id);
}

/** What an instance refresh is to bring a group to: the group's own configuration, with this version of its template. */
export function configurationWith(
  { mixed }: Pick<Group, 'mixed'>,
  { id, version }: { readonly id: string; readonly version: number },
) {
  const specification = { LaunchTemplateId: id, Version: String(version) };
  if (mixed === undefined) return { LaunchTemplate: specification };
  const overrides = mixed.LaunchTemplate?.Overrides;
  return {
    MixedInstancesPolicy: {
      ...mixed,
      LaunchTemplate: {
        ...mixed.LaunchTemplate,
        LaunchTemplateSpecification: specification,
        ...(overrides && { Overrides: overrides.map(byId) }),
      },
    },
  };
}
