import { refuse } from '../../protocol/errors.js';
import { has, needed, text, type Params } from '../../protocol/query.js';
import { hex } from '../../world/chance.js';
import { environmentAt, type Environment, type EnvironmentState } from '../../world/beanstalk.js';
import { SECOND } from '../../world/durations.js';
import { ACCOUNT } from '../../world/state.js';
import type { Action, Call } from '../action.js';
import { endOne } from '../service-instances.js';
import { applicationTree, environmentTree, isAbortable } from './describe.js';
import { applicationNeeded, environmentNeeded, platformNeeded, wrong } from './find.js';
import { forgetRest, giveUp, roll, tell } from './roll.js';
import { settingsOf } from './settings.js';

export const createApplication: Action = {
  takes: 'ApplicationName Description Tags',
  run(call) {
    const { params, region, now } = call;
    const name = needed(params, 'ApplicationName');
    const { applications } = region.beanstalk;
    if (applications.has(name)) throw wrong(`Application ${name} already exists.`);
    const description = text(params, 'Description');
    const application = { name, createdAt: now, ...(description !== undefined && { description }) };
    applications.set(name, application);
    return { Application: applicationTree(call, application) };
  },
};

export const createEnvironment: Action = {
  takes:
    'ApplicationName EnvironmentName Description CNAMEPrefix Tier Tags VersionLabel SolutionStackName PlatformArn OptionSettings OptionsToRemove',
  run(call) {
    const { params, region, now, world } = call;
    const { name: application } = applicationNeeded(call);
    const name = environmentName(call);
    const platform = platformNeeded(call);
    const id = `e-${hex(world.chance, 10)}`;
    const cname = `${text(params, 'CNAMEPrefix') ?? name}.${region.name}.elasticbeanstalk.com`;
    const arn = `arn:aws:elasticbeanstalk:${region.name}:${ACCOUNT}:environment/${application}/${name}`;
    const environment: Environment = {
      ...{ id, name, application, arn, cname, platform },
      createdAt: now,
      states: [],
      events: [],
    };
    const settings = settingsOf(params, platform, []);
    tell(environment, now, 'INFO', 'createEnvironment is starting.');
    roll(call, environment, { settings, ...described(params) });
    region.beanstalk.environments.set(id, environment);
    return environmentTree(environment, now);
  },
};

/** Source: Elastic Beanstalk API reference, CreateEnvironment. */
function environmentName({ params, region, now }: Call): string {
  const name = needed(params, 'EnvironmentName');
  if (!/^(?!-)[a-zA-Z0-9-]{4,40}(?<!-)$/.test(name)) {
    throw wrong(
      `Value ${name} at 'EnvironmentName' failed to satisfy constraint: between 4 and 40 characters`,
    );
  }
  const taken = [...region.beanstalk.environments.values()].some(
    (one) => one.name === name && environmentAt(one, now).status !== 'Terminated',
  );
  if (taken) throw wrong(`Environment ${name} already exists.`);
  return name;
}

function described(params: Params): { description?: string; versionLabel?: string } {
  const [description, versionLabel] = [text(params, 'Description'), text(params, 'VersionLabel')];
  return {
    ...(description !== undefined && { description }),
    ...(versionLabel !== undefined && { versionLabel }),
  };
}

export const updateEnvironment: Action = {
  takes:
    'ApplicationName EnvironmentId EnvironmentName Description VersionLabel OptionSettings OptionsToRemove',
  run(call) {
    const { params, now } = call;
    const environment = environmentNeeded(call);
    const configured = has(params, 'OptionSettings') || has(params, 'OptionsToRemove');
    if (configured && has(params, 'VersionLabel')) {
      throw refuse(
        'InvalidParameterCombination',
        'You cannot update the application version and the configuration in the same request.',
      );
    }
    const before = readyNeeded(environment, now);
    const { configuration: old } = before;
    const settings = settingsOf(params, environment.platform, old?.settings ?? []);
    forgetRest(environment, now);
    roll(call, environment, { ...old, ...described(params), settings }, before);
    return environmentTree(environment, now);
  },
};

function readyNeeded(environment: Environment, now: number) {
  const state = environmentAt(environment, now);
  if (state.status === 'Ready') return state;
  throw wrong(
    `Environment named ${environment.name} is in an invalid state for this operation. Must be Ready.`,
  );
}

export const abortEnvironmentUpdate: Action = {
  takes: 'EnvironmentId EnvironmentName',
  run(call) {
    const environment = environmentNeeded(call);
    const before = environment.states.findLast(({ at, status }) => at <= call.now && status === 'Ready');
    if (!isAbortable(environmentAt(environment, call.now)) || !before) {
      throw wrong(
        `Environment named ${environment.name} is in an invalid state for this operation. Must be pending deployment.`,
      );
    }
    giveUp(call, environment, before);
    return {};
  },
};

export const terminateEnvironment: Action = {
  takes: 'EnvironmentId EnvironmentName TerminateResources ForceTerminate',
  run(call) {
    const { now, world } = call;
    const environment = environmentNeeded(call);
    const before = environmentAt(environment, now);
    const instances = new Set(environment.states.map(({ configuration }) => configuration?.instanceId));
    forgetRest(environment, now);
    for (const instance of instances) if (instance !== undefined) endOne(call, instance, now);
    const ended = now + world.settings.environmentSeconds * SECOND;
    const ending: EnvironmentState = {
      ...before,
      at: now,
      updatedAt: now,
      status: 'Terminating',
      health: 'Grey',
    };
    environment.states.push(ending, { ...ending, at: ended, status: 'Terminated' });
    tell(environment, now, 'INFO', 'terminateEnvironment is starting.');
    return environmentTree(environment, now);
  },
};
