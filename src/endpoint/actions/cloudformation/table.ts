import type { Action } from '../action.js';
import * as looking from './describe.js';
import * as making from './make.js';

export const CLOUD_FORMATION_ACTIONS: Readonly<Record<string, Action>> = {
  CancelUpdateStack: making.cancelUpdateStack,
  CreateStack: making.createStack,
  DeleteStack: making.deleteStack,
  DescribeStackEvents: looking.describeStackEvents,
  DescribeStackResources: looking.describeStackResources,
  DescribeStacks: looking.describeStacks,
  GetTemplate: looking.getTemplate,
  GetTemplateSummary: looking.getTemplateSummary,
  UpdateStack: making.updateStack,
};
