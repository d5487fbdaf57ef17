import type {
  InstanceNetworkInterfaceSpecification,
  LaunchTemplateInstanceNetworkInterfaceSpecification,
  ResponseLaunchTemplateData,
  RunInstancesRequest,
} from '@aws-sdk/client-ec2';
import type { LaunchPart } from '../inputs/request.js';

/** EC2 takes a wish about the public address only inside a network interface, and the rest must follow it there. */
export function network(
  launch: LaunchPart,
  subnetId: string | undefined,
  data: ResponseLaunchTemplateData,
): Pick<RunInstancesRequest, 'SubnetId' | 'SecurityGroupIds' | 'NetworkInterfaces'> {
  const { publicIp, securityGroupIds: groups } = launch;
  const { NetworkInterfaces = [] } = data;
  const subnet = subnetId === undefined ? {} : { SubnetId: subnetId };
  if (publicIp === undefined && NetworkInterfaces.length === 0)
    return { ...subnet, ...(groups.length === 0 ? {} : { SecurityGroupIds: [...groups] }) };
  if (publicIp === undefined && subnetId === undefined && groups.length === 0) return {};
  const primary = primaryInterface(data);
  const others = NetworkInterfaces.filter((one) => one !== primary);
  return {
    NetworkInterfaces: [
      {
        ...(primary as InstanceNetworkInterfaceSpecification | undefined),
        DeviceIndex: 0,
        ...(publicIp === undefined ? {} : { AssociatePublicIpAddress: publicIp }),
        ...subnet,
        ...(groups.length === 0 ? {} : { Groups: [...groups] }),
      },
      ...(others as InstanceNetworkInterfaceSpecification[]),
    ],
  };
}

/** The template's interface that an instance is reached by. */
export function primaryInterface({
  NetworkInterfaces = [],
}: ResponseLaunchTemplateData): LaunchTemplateInstanceNetworkInterfaceSpecification | undefined {
  return NetworkInterfaces.find(({ DeviceIndex = 0 }) => DeviceIndex === 0);
}

/** Whether all network interfaces of a launch are there before it. */
export function makesNoInterface({ NetworkInterfaces = [] }: ResponseLaunchTemplateData): boolean {
  return (
    NetworkInterfaces.length > 0 &&
    NetworkInterfaces.every(({ NetworkInterfaceId }) => NetworkInterfaceId !== undefined)
  );
}
