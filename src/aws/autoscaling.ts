/** Exactly the Auto Scaling calls that ami-launch makes: see ec2.ts. */
import {
  CancelInstanceRefreshCommand,
  CreateAutoScalingGroupCommand,
  DeleteAutoScalingGroupCommand,
  DeleteWarmPoolCommand,
  DescribeAutoScalingGroupsCommand,
  DescribeInstanceRefreshesCommand,
  DescribeLaunchConfigurationsCommand,
  DescribeScalingActivitiesCommand,
  PutWarmPoolCommand,
  RollbackInstanceRefreshCommand,
  StartInstanceRefreshCommand,
  UpdateAutoScalingGroupCommand,
} from '@aws-sdk/client-auto-scaling';

export { AutoScalingClient as Client } from '@aws-sdk/client-auto-scaling';

export const commands = {
  CancelInstanceRefresh: CancelInstanceRefreshCommand,
  CreateAutoScalingGroup: CreateAutoScalingGroupCommand,
  DeleteAutoScalingGroup: DeleteAutoScalingGroupCommand,
  DeleteWarmPool: DeleteWarmPoolCommand,
  DescribeAutoScalingGroups: DescribeAutoScalingGroupsCommand,
  DescribeInstanceRefreshes: DescribeInstanceRefreshesCommand,
  DescribeLaunchConfigurations: DescribeLaunchConfigurationsCommand,
  DescribeScalingActivities: DescribeScalingActivitiesCommand,
  PutWarmPool: PutWarmPoolCommand,
  RollbackInstanceRefresh: RollbackInstanceRefreshCommand,
  StartInstanceRefresh: StartInstanceRefreshCommand,
  UpdateAutoScalingGroup: UpdateAutoScalingGroupCommand,
};
