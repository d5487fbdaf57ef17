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

/**
 * Only what is not so anyway, as it goes into the image's fingerprint: versions that we make of a template say all of it, and
 * must not be another reason to bake.
 */
function rootOf({ BlockDeviceMappings = [] }: ResponseLaunchTemplateData, { volumes }: BaseImage) {
  const root = volumes.find((volume) => volume.root);
  const { Ebs } = BlockDeviceMappings.find(({ DeviceName }) => DeviceName === root?.device) ?? {};
  const { VolumeSize: gib = 0, VolumeType: type } = Ebs ?? {};
  return {
    gib: gib > (root?.gib ?? 0) ? gib : undefined,
    type: type === 'gp2' || type === 'gp3' ? unlessDefault(type) : undefined,
  };
}

function unlessDefault(type: 'gp2' | 'gp3'): 'gp2' | 'gp3' | undefined {
  return type === DEFAULTS.volumeType ? undefined : type;
}
