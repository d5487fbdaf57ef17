import { refuse, type ApiError } from '../../protocol/errors.js';
import type { Application, Deployment, DeploymentGroup } from '../../world/code-deploy.js';
import type { JsonCall, JsonInput } from '../json-action.js';
import { settle } from './settle.js';

/**
 * The things that a request names. Source of the codes: CodeDeploy API reference; of the texts: memory.
 */

function named(input: JsonInput, field: string, code: string): string {
  const value = input[field];
  if (typeof value === 'string' && value !== '') return value;
  throw refuse(code, `The ${field} is required.`);
}

export function applicationName(input: JsonInput): string {
  return named(input, 'applicationName', 'ApplicationNameRequiredException');
}

export function groupName(input: JsonInput): string {
  return named(input, 'deploymentGroupName', 'DeploymentGroupNameRequiredException');
}

/** Throws ApplicationDoesNotExistException. */
export function applicationOf({ region }: JsonCall, input: JsonInput): Application {
  const name = applicationName(input);
  const found = region.codeDeploy.applications.get(name);
  if (!found) throw refuse('ApplicationDoesNotExistException', `No application found for name: ${name}`);
  return found;
}

/** Throws DeploymentGroupDoesNotExistException. */
export function groupOf(application: Application, input: JsonInput): DeploymentGroup {
  const name = groupName(input);
  const found = application.groups.get(name);
  if (!found) {
    throw refuse('DeploymentGroupDoesNotExistException', `No Deployment Group found for name: ${name}`);
  }
  return found;
}

/** Throws DeploymentDoesNotExistException, InvalidDeploymentIdException. */
export function deploymentOf(call: JsonCall, input: JsonInput): Deployment {
  const id = named(input, 'deploymentId', 'DeploymentIdRequiredException');
  const found = settle(call).get(id);
  if (found) return found;
  throw /^d-[0-9A-Z]{9}$/.test(id)
    ? absent(id)
    : refuse('InvalidDeploymentIdException', `Specified DeploymentId is not in the valid format: ${id}`);
}

function absent(id: string): ApiError {
  return refuse('DeploymentDoesNotExistException', `The deployment ${id} could not be found`);
}
