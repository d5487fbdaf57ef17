import { ApiError } from '../../protocol/errors.js';
import {
  environmentOutcome,
  type Configuration,
  type Environment,
  type EnvironmentEvent,
  type EnvironmentOutcome,
  type EnvironmentState,
  type Health,
  type Setting,
} from '../../world/beanstalk.js';
import { SECOND } from '../../world/durations.js';
import { forgetAfter } from '../../world/timeline.js';
import type { Params } from '../../protocol/query.js';
import type { Call } from '../action.js';
import { endOne, keepOne, launchOne } from '../service-instances.js';
import { settingNamed } from './settings.js';

/**
 * Launches or updates: an instance of the new settings takes the place of the one before, once the environment is ready. It is
 * launched at once, and what becomes of all of it is written down at once, too; another request can still change that.
 */
export function roll(
  call: Call,
  environment: Environment,
  wish: Configuration,
  before?: EnvironmentState,
): void {
  const { world, now } = call;
  const { name, states } = environment;
  const imageId = settingNamed(wish.settings, 'ImageId');
  const outcome = environmentOutcome(world, { name, imageId });
  const [status, does] = before ? (['Updating', 'update'] as const) : (['Launching', 'launch'] as const);
  const draft = { status: 'pending' as const, settings: wish.settings };
  const { configuration } = before ?? {};
  const begun = { updatedAt: now, ...(configuration && { configuration }), draft };
  const { goesOn = false } = outcome;
  states.push({ ...begun, at: now, status, health: 'Grey', goesOn });
  tell(environment, now, 'INFO', `Environment ${does} is starting.`);
  const made = launched(call, environment, wish.settings, outcome);
  const ready = now + world.settings.environmentSeconds * SECOND;
  if ('failed' in made) {
    const given = { ...begun, draft: { ...draft, status: 'failed' as const } };
    states.push({ ...given, at: ready, status: 'Ready', health: before?.health ?? 'Red' });
    tell(environment, ready, 'ERROR', made.failed);
    tell(environment, ready, 'ERROR', 'Failed to deploy configuration.');
    return;
  }
  comesUp(call, environment, { configuration: { ...wish, ...made }, ready, outcome });
  const { instanceId: old } = configuration ?? {};
  if (old !== undefined) endOne(call, old, ready);
}

interface ComingUp {
  readonly configuration: Configuration;
  /** Cloud ms. */
  readonly ready: number;
  readonly outcome: EnvironmentOutcome;
}

/** Ready is one thing, and known to be well another, which comes later. */
function comesUp(
  { world, now }: Call,
  environment: Environment,
  { configuration, ready, outcome }: ComingUp,
): void {
  const judged = ready + world.settings.environmentHealthSeconds * SECOND;
  const health: Health = outcome.kind === 'healthy' ? 'Green' : (outcome.health ?? 'Red');
  const state = { updatedAt: now, configuration, status: 'Ready' as const };
  environment.states.push({ ...state, at: ready, health: 'Grey' }, { ...state, at: judged, health });
  tell(environment, ready, 'INFO', 'Successfully deployed new configuration to environment.');
  if (health === 'Green') return;
  const message = `Environment health has transitioned from Grey to ${health}. ELB processes are not healthy on all instances.`;
  tell(environment, judged, 'WARN', message);
}

/** Gives an update up: the instance of before stays, the new one goes. */
export function giveUp(call: Call, environment: Environment, before: EnvironmentState): void {
  const { now, world } = call;
  const old = before.configuration?.instanceId;
  const coming = environment.states.find(({ at }) => at > now)?.configuration?.instanceId;
  if (coming !== undefined && coming !== old) endOne(call, coming, now);
  if (old !== undefined) keepOne(call, old);
  forgetRest(environment, now);
  const ready = now + world.settings.environmentSeconds * SECOND;
  const { health, configuration } = before;
  const kept = { updatedAt: now, ...(configuration && { configuration }) };
  environment.states.push(
    { ...kept, at: now, status: 'Aborting', health: 'Grey' },
    { ...kept, at: ready, status: 'Ready', health },
  );
  tell(environment, now, 'INFO', 'Environment update is aborting.');
  tell(environment, ready, 'INFO', 'Environment update has been aborted.');
}

export function forgetRest({ states, events }: Environment, now: number): void {
  forgetAfter(states, now);
  forgetAfter(events, now);
}

export function tell(
  { events }: Environment,
  at: number,
  severity: EnvironmentEvent['severity'],
  message: string,
): void {
  events.push({ at, severity, message });
}

/** What EC2 refuses is no error of the request: the environment's events tell it. */
function launched(
  call: Call,
  { id, name }: Environment,
  settings: readonly Setting[],
  outcome: EnvironmentOutcome,
): { instanceId: string } | { failed: string } {
  if (outcome.kind === 'failed') return { failed: outcome.message ?? 'The instance did not come up.' };
  const params: Params = {
    ImageId: settingNamed(settings, 'ImageId'),
    InstanceType: settingNamed(settings, 'InstanceType'),
  };
  const tags = {
    Name: name,
    'elasticbeanstalk:environment-id': id,
    'elasticbeanstalk:environment-name': name,
  };
  try {
    return { instanceId: launchOne(call, params, tags).id };
  } catch (thrown) {
    if (!(thrown instanceof ApiError)) throw thrown;
    return { failed: `Creating EC2 instance failed. Reason: ${thrown.message}` };
  }
}
