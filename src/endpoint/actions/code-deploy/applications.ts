import { randomUUID } from 'node:crypto';
import { refuse } from '../../protocol/errors.js';
import type { Application } from '../../world/code-deploy.js';
import type { JsonAction, JsonInput } from '../json-action.js';
import { applicationName, applicationOf } from './find.js';
import { locationOf } from './location.js';

export const createApplication: JsonAction = ({ region, now }, input) => {
  const name = applicationName(input);
  const { applications } = region.codeDeploy;
  if (applications.has(name)) {
    throw refuse('ApplicationAlreadyExistsException', `Application already exists: ${name}`);
  }
  // Only what runs on instances is deployed here.
  if ((input['computePlatform'] ?? 'Server') !== 'Server') {
    throw refuse('InvalidComputePlatformException', 'The only compute platform here is Server.');
  }
  const application: Application = {
    id: randomUUID(),
    name,
    createdAt: now,
    groups: new Map(),
    revisions: new Map(),
  };
  applications.set(name, application);
  return { applicationId: application.id };
};

export const getApplication: JsonAction = (call, input) => {
  const { id, name, createdAt } = applicationOf(call, input);
  return {
    application: {
      applicationId: id,
      applicationName: name,
      createTime: createdAt / 1000,
      linkedToGitHub: false,
      computePlatform: 'Server',
    },
  };
};

/** With its groups. What isn't there is deleted, too. Source: CodeDeploy API reference, DeleteApplication, has no such error. */
export const deleteApplication: JsonAction = ({ region }, input) => {
  region.codeDeploy.applications.delete(applicationName(input));
  return {};
};

export const registerApplicationRevision: JsonAction = (call, input) => {
  const { revisions } = applicationOf(call, input);
  const location = locationOf(input);
  const { description } = input;
  revisions.set(JSON.stringify(location), {
    location,
    registeredAt: call.now,
    ...(typeof description === 'string' && { description }),
  });
  return {};
};

export const getApplicationRevision: JsonAction = (call, input: JsonInput) => {
  const application = applicationOf(call, input);
  const revision = application.revisions.get(JSON.stringify(locationOf(input)));
  if (!revision) throw refuse('RevisionDoesNotExistException', 'The specified revision could not be found.');
  return {
    applicationName: application.name,
    revision: revision.location,
    revisionInfo: {
      ...(revision.description !== undefined && { description: revision.description }),
      registerTime: revision.registeredAt / 1000,
    },
  };
};
