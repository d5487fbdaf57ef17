import type { JsonAction } from '../json-action.js';
import * as applications from './applications.js';
import * as deployments from './deployments.js';
import * as groups from './groups.js';
import { stopDeployment } from './stop.js';
import * as targets from './targets.js';

export const CODE_DEPLOY_ACTIONS: Readonly<Record<string, JsonAction>> = {
  BatchGetDeployments: deployments.batchGetDeployments,
  BatchGetDeploymentTargets: targets.batchGetDeploymentTargets,
  CreateApplication: applications.createApplication,
  CreateDeployment: deployments.createDeployment,
  CreateDeploymentGroup: groups.createDeploymentGroup,
  DeleteApplication: applications.deleteApplication,
  DeleteDeploymentGroup: groups.deleteDeploymentGroup,
  GetApplication: applications.getApplication,
  GetApplicationRevision: applications.getApplicationRevision,
  GetDeployment: deployments.getDeployment,
  GetDeploymentGroup: groups.getDeploymentGroup,
  ListDeployments: deployments.listDeployments,
  ListDeploymentTargets: targets.listDeploymentTargets,
  RegisterApplicationRevision: applications.registerApplicationRevision,
  StopDeployment: stopDeployment,
};
