import type { Action } from '../action.js';
import * as changing from './change.js';
import * as looking from './describe.js';

export const BEANSTALK_ACTIONS: Readonly<Record<string, Action>> = {
  AbortEnvironmentUpdate: changing.abortEnvironmentUpdate,
  CreateApplication: changing.createApplication,
  CreateEnvironment: changing.createEnvironment,
  DescribeConfigurationSettings: looking.describeConfigurationSettings,
  DescribeEnvironments: looking.describeEnvironments,
  DescribeEvents: looking.describeEvents,
  DescribePlatformVersion: looking.describePlatformVersion,
  TerminateEnvironment: changing.terminateEnvironment,
  UpdateEnvironment: changing.updateEnvironment,
};
