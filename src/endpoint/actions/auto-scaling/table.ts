import type { Action } from '../action.js';
import * as groups from './groups.js';
import * as configurations from './launch-configurations.js';

export const AUTO_SCALING_ACTIONS: Readonly<Record<string, Action>> = {
  CreateAutoScalingGroup: groups.createAutoScalingGroup,
  CreateLaunchConfiguration: configurations.createLaunchConfiguration,
  DeleteAutoScalingGroup: groups.deleteAutoScalingGroup,
  DeleteLaunchConfiguration: configurations.deleteLaunchConfiguration,
  DescribeAutoScalingGroups: groups.describeAutoScalingGroups,
  DescribeLaunchConfigurations: configurations.describeLaunchConfigurations,
};
