import type { TreeNode } from '../../protocol/xml.js';
import type { Member } from '../../world/scaling/member.js';
import { templateTree } from './template.js';

/** An instance as its group's answers tell it. */
export function memberTree({ instance, from, lifecycle, healthy, protected: isProtected }: Member): TreeNode {
  return {
    InstanceId: instance.id,
    InstanceType: instance.type.name,
    AvailabilityZone: instance.zone,
    LifecycleState: lifecycle,
    HealthStatus: healthy ? 'Healthy' : 'Unhealthy',
    LaunchConfigurationName: from.launchConfigurationName,
    LaunchTemplate: from.launchTemplate && templateTree(from.launchTemplate),
    ProtectedFromScaleIn: isProtected,
  };
}
