import { refuse, type ApiError } from '../../protocol/errors.js';
import { needed, text } from '../../protocol/query.js';
import { platformsOf } from '../../catalogue/beanstalk.js';
import { environmentAt, type Application, type Environment, type Platform } from '../../world/beanstalk.js';
import type { Call } from '../action.js';

export function wrong(message: string): ApiError {
  return refuse('InvalidParameterValue', message);
}

export function applicationNeeded({ params, region }: Call): Application {
  const name = needed(params, 'ApplicationName');
  const application = region.beanstalk.applications.get(name);
  if (application) return application;
  throw wrong(`No Application named '${name}' found.`);
}

/** One that is not terminated, by `EnvironmentId` or `EnvironmentName`. */
export function environmentNeeded({ params, region, now }: Call): Environment {
  const [id, name] = [text(params, 'EnvironmentId'), text(params, 'EnvironmentName')];
  if (id === undefined && name === undefined) {
    throw refuse('MissingParameter', 'EnvironmentName or EnvironmentId must be specified.');
  }
  const found = [...region.beanstalk.environments.values()].find(
    (one) =>
      environmentAt(one, now).status !== 'Terminated' &&
      (id === undefined || one.id === id) &&
      (name === undefined || one.name === name),
  );
  if (found) return found;
  const asked = id === undefined ? `EnvironmentName = '${name ?? ''}'` : `EnvironmentId = '${id}'`;
  throw wrong(`No Environment found for ${asked}.`);
}

/** The platform that `PlatformArn` or `SolutionStackName` means. */
export function platformNeeded({ params, region }: Call): Platform {
  const [arn, stack] = [text(params, 'PlatformArn'), text(params, 'SolutionStackName')];
  const found = platformsOf(region).find((one) => one.arn === arn || one.solutionStack === stack);
  if (found) return found;
  if (arn !== undefined) throw wrong(`No Platform named '${arn}' found.`);
  throw wrong(`No Solution Stack named '${stack ?? ''}' found.`);
}
