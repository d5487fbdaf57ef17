import type { AutoScalingGroup, LaunchTemplateSpecification } from '@aws-sdk/client-auto-scaling';
import { pagesOf } from '../../aws/pages.js';
import type { LookContext } from '../context.js';
import type { NamedVersion } from './templates.js';
import { addUse, type Uses } from './use.js';

/** Source: Auto Scaling API reference, `MaxRecords`. */
const PAGE = 100;

/** Versions of launch templates that Auto Scaling groups name by number; `$Default` and `$Latest` count for every template. */
export async function versionsNamedByGroups({ autoscaling }: LookContext): Promise<NamedVersion[]> {
  const named: NamedVersion[] = [];
  const pages = pagesOf((token) =>
    autoscaling('DescribeAutoScalingGroups', { MaxRecords: PAGE, IncludeInstances: false, ...token }),
  );
  for await (const { AutoScalingGroups = [] } of pages) named.push(...AutoScalingGroups.flatMap(namedBy));
  return named;
}

function namedBy(group: AutoScalingGroup): NamedVersion[] {
  const mixed = group.MixedInstancesPolicy?.LaunchTemplate;
  const specifications = [
    group.LaunchTemplate,
    mixed?.LaunchTemplateSpecification,
    ...(mixed?.Overrides ?? []).map((override) => override.LaunchTemplateSpecification),
  ];
  return specifications.flatMap((one) =>
    byNumber(one, `Auto Scaling group ${group.AutoScalingGroupName ?? ''}`),
  );
}

function byNumber(specification: LaunchTemplateSpecification | undefined, by: string): NamedVersion[] {
  const { LaunchTemplateId: id, LaunchTemplateName: name, Version: version = '' } = specification ?? {};
  return /^\d+$/.test(version) ? [{ id, name, version, by }] : [];
}

/** The images of launch configurations, whether a group uses them or not. */
export async function addConfigurationUses(uses: Uses, { autoscaling }: LookContext): Promise<void> {
  const pages = pagesOf((token) =>
    autoscaling('DescribeLaunchConfigurations', { MaxRecords: PAGE, ...token }),
  );
  for await (const { LaunchConfigurations = [] } of pages) {
    for (const { ImageId, LaunchConfigurationName = '' } of LaunchConfigurations)
      addUse(uses, ImageId, `launch configuration ${LaunchConfigurationName}`);
  }
}
