import type { Action } from '../action.js';
import * as activities from './activities.js';
import * as capacity from './capacity.js';
import * as describe from './describe.js';
import * as groups from './groups.js';
import * as instances from './instances.js';
import * as configurations from './launch-configurations.js';
import * as processes from './processes.js';
import * as refreshes from './refreshes.js';
import * as standby from './standby.js';
import * as tags from './tags.js';
import * as targets from './target-groups.js';
import * as warmPool from './warm-pool.js';

export const AUTO_SCALING_ACTIONS: Readonly<Record<string, Action>> = {
  AttachLoadBalancerTargetGroups: targets.attachLoadBalancerTargetGroups,
  CancelInstanceRefresh: refreshes.cancelInstanceRefresh,
  CreateAutoScalingGroup: groups.createAutoScalingGroup,
  CreateLaunchConfiguration: configurations.createLaunchConfiguration,
  CreateOrUpdateTags: tags.createOrUpdateTags,
  DeleteAutoScalingGroup: groups.deleteAutoScalingGroup,
  DeleteLaunchConfiguration: configurations.deleteLaunchConfiguration,
  DeleteTags: tags.deleteTags,
  DeleteWarmPool: warmPool.deleteWarmPool,
  DescribeAutoScalingGroups: describe.describeAutoScalingGroups,
  DescribeAutoScalingInstances: instances.describeAutoScalingInstances,
  DescribeInstanceRefreshes: refreshes.describeInstanceRefreshes,
  DescribeLaunchConfigurations: configurations.describeLaunchConfigurations,
  DescribeScalingActivities: activities.describeScalingActivities,
  DescribeTags: tags.describeTags,
  DescribeWarmPool: warmPool.describeWarmPool,
  DetachLoadBalancerTargetGroups: targets.detachLoadBalancerTargetGroups,
  EnterStandby: standby.enterStandby,
  ExitStandby: standby.exitStandby,
  PutWarmPool: warmPool.putWarmPool,
  ResumeProcesses: processes.resumeProcesses,
  RollbackInstanceRefresh: refreshes.rollbackInstanceRefresh,
  SetDesiredCapacity: capacity.setDesiredCapacity,
  SetInstanceHealth: instances.setInstanceHealth,
  SetInstanceProtection: instances.setInstanceProtection,
  StartInstanceRefresh: refreshes.startInstanceRefresh,
  SuspendProcesses: processes.suspendProcesses,
  TerminateInstanceInAutoScalingGroup: capacity.terminateInstance,
  UpdateAutoScalingGroup: groups.updateAutoScalingGroup,
};
