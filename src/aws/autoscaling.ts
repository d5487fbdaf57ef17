/** Exactly the Auto Scaling calls that ami-launch makes: see ec2.ts. */
import {
  AttachLoadBalancerTargetGroupsCommand,
  CancelInstanceRefreshCommand,
  CreateAutoScalingGroupCommand,
  CreateOrUpdateTagsCommand,
  DeleteAutoScalingGroupCommand,
  DeleteTagsCommand,
  DeleteWarmPoolCommand,
  DescribeAutoScalingGroupsCommand,
  DescribeInstanceRefreshesCommand,
  DescribeLaunchConfigurationsCommand,
  DescribeScalingActivitiesCommand,
  DetachLoadBalancerTargetGroupsCommand,
  PutWarmPoolCommand,
  RollbackInstanceRefreshCommand,
  StartInstanceRefreshCommand,
  UpdateAutoScalingGroupCommand,
} from '@aws-sdk/client-auto-scaling';

export { AutoScalingClient as Client } from '@aws-sdk/client-auto-scaling';

export const commands = {
  AttachLoadBalancerTargetGroups: AttachLoadBalancerTargetGroupsCommand,
  CancelInstanceRefresh: CancelInstanceRefreshCommand,
  CreateAutoScalingGroup: CreateAutoScalingGroupCommand,
  CreateOrUpdateTags: CreateOrUpdateTagsCommand,
  DeleteAutoScalingGroup: DeleteAutoScalingGroupCommand,
  DeleteTags: DeleteTagsCommand,
  DeleteWarmPool: DeleteWarmPoolCommand,
  DescribeAutoScalingGroups: DescribeAutoScalingGroupsCommand,
  DescribeInstanceRefreshes: DescribeInstanceRefreshesCommand,
  DescribeLaunchConfigurations: DescribeLaunchConfigurationsCommand,
  DescribeScalingActivities: DescribeScalingActivitiesCommand,
  DetachLoadBalancerTargetGroups: DetachLoadBalancerTargetGroupsCommand,
  PutWarmPool: PutWarmPoolCommand,
  RollbackInstanceRefresh: RollbackInstanceRefreshCommand,
  StartInstanceRefresh: StartInstanceRefreshCommand,
  UpdateAutoScalingGroup: UpdateAutoScalingGroupCommand,
};
