import type { Action } from '../action.js';
import * as activities from './activities.js';
import * as describe from './describe.js';
import * as groups from './groups.js';
import * as configurations from './launch-configurations.js';
import * as refreshes from './refreshes.js';

export const AUTO_SCALING_ACTIONS: Readonly<Record<string, Action>> = {
  CancelInstanceRefresh: refreshes.cancelInstanceRefresh,
  CreateAutoScalingGroup: groups.createAutoScalingGroup,
  CreateLaunchConfiguration: configurations.createLaunchConfiguration,
  DeleteAutoScalingGroup: groups.deleteAutoScalingGroup,
  DeleteLaunchConfiguration: configurations.deleteLaunchConfiguration,
  DescribeAutoScalingGroups: describe.describeAutoScalingGroups,
  DescribeInstanceRefreshes: refreshes.describeInstanceRefreshes,
  DescribeLaunchConfigurations: configurations.describeLaunchConfigurations,
  DescribeScalingActivities: activities.describeScalingActivities,
  RollbackInstanceRefresh: refreshes.rollbackInstanceRefresh,
  StartInstanceRefresh: refreshes.startInstanceRefresh,
  UpdateAutoScalingGroup: groups.updateAutoScalingGroup,
};
