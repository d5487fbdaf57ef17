/** Exactly the Auto Scaling calls that ami-launch makes: see ec2.ts. */
import {
  DescribeAutoScalingGroupsCommand,
  DescribeLaunchConfigurationsCommand,
} from '@aws-sdk/client-auto-scaling';

export { AutoScalingClient as Client } from '@aws-sdk/client-auto-scaling';

export const commands = {
  DescribeAutoScalingGroups: DescribeAutoScalingGroupsCommand,
  DescribeLaunchConfigurations: DescribeLaunchConfigurationsCommand,
};
