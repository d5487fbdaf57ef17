import type { ResponseLaunchTemplateData } from '@aws-sdk/client-ec2';
import type { BaseImage } from '../image/resolve.js';
import { DEFAULTS } from '../instances/defaults.js';
import type { CompletedLaunch, Template } from '../instances/template.js';

/**
 * What a builder has from the launch template, wherever no input says otherwise: its network, its role, and the size and
 * type of its root volume. It is not launched by the template itself: what that says of spot, of ending and of user data is
 * for instances that stay.
 */
export function withTemplate(
  launch: CompletedLaunch,
  template: Template | undefined,
  base: BaseImage,
): CompletedLaunch {
  if (template === undefined) return launch;
  const { data } = template;
  const network = networkOf(data);
  const volume = rootOf(data, base);
  return {
    ...launch,
    subnetIds: launch.subnetIds.length > 0 ? launch.subnetIds : network.subnetIds,
    securityGroupIds: launch.securityGroupIds.length > 0 ? launch.securityGroupIds : network.securityGroupIds,
    publicIp: launch.publicIp ?? network.publicIp,
    instanceProfile: launch.instanceProfile ?? data.IamInstanceProfile?.Arn ?? data.IamInstanceProfile?.Name,
    volumeGiB: launch.volumeGiB ?? volume.gib,
    volumeType: launch.volumeType ?? volume.type,
  };
}

function networkOf({ NetworkInterfaces = [], SecurityGroupIds = [] }: ResponseLaunchTemplateData) {
  const [face] = NetworkInterfaces;
  return {
    subnetIds: face?.SubnetId === undefined ? [] : [face.SubnetId],
    securityGroupIds: face?.Groups ?? SecurityGroupIds,
    publicIp: face?.AssociatePublicIpAddress,
  };
}

/** What says no more than holds without it counts as not said: the versions that a roll-out makes say all of it. */
function rootOf({ BlockDeviceMappings = [] }: ResponseLaunchTemplateData, { volumes }: BaseImage) {
  const root = volumes.find((volume) => volume.root);
  const { Ebs } = BlockDeviceMappings.find(({ DeviceName }) => DeviceName === root?.device) ?? {};
  const { VolumeSize: gib = 0, VolumeType: type } = Ebs ?? {};
  const known = type === 'gp2' || type === 'gp3' ? type : undefined;
  return {
    gib: gib > (root?.gib ?? 0) ? gib : undefined,
    type: known === DEFAULTS.volumeType ? undefined : known,
  };
}
