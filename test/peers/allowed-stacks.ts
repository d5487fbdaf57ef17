/** What moto makes of CloudFormation and Elastic Beanstalk otherwise than AWS. */
import { because, under, type AllowedDifference } from './allowed-row.js';

const INVENTED = [
  'CNAME',
  'EndpointURL',
  'EnvironmentId',
  'HealthStatus',
  'PlatformArn',
  'SolutionStackName',
  'VersionLabel',
];

export const OF_MOTO_STACKS: readonly AllowedDifference[] = [
  ...because('moto does not answer this field.', {
    DescribeStacks: under('Stacks[].', 'DriftInformation', 'LastUpdatedTime', 'RollbackConfiguration'),
    DescribeStackResources: ['StackResources[].DriftInformation'],
    GetTemplate: ['StagesAvailable'],
    CreateApplication: under('Application.', 'DateCreated', 'DateUpdated'),
  }),
  ...because('moto tells of a stack as a whole, and nothing of its resources.', {
    DescribeStackEvents: ['StackEvents**'],
  }),
  ...because('moto breaks: status 500 and a page of HTML.', {
    'CancelUpdateStack: that is not under way': ['Error.code', 'Error.status'],
  }),
  ...because('moto keeps nothing of an environment but its names: the rest are constants.', {
    CreateEnvironment: INVENTED,
    DescribeEnvironments: [...under('Environments[].', ...INVENTED), 'Environments[].Health'],
  }),
  ...because('moto has environments ready at once.', {
    CreateEnvironment: ['Status'],
  }),
  ...because('moto does not know this action: status 500 and a page of HTML.', {
    AbortEnvironmentUpdate: ['Error.code', 'Error.status'],
    DescribeConfigurationSettings: ['Error'],
    DescribeEvents: ['Error'],
    DescribePlatformVersion: ['Error.code', 'Error.status'],
    TerminateEnvironment: ['Error'],
    UpdateEnvironment: ['Error'],
  }),
];
