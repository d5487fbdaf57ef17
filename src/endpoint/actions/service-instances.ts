/** Instances that a service launches and ends in the name of its user, by EC2's own actions. */
import { SECOND } from '../world/durations.js';
import type { Instance } from '../world/state.js';
import type { Params } from '../protocol/query.js';
import type { Reason } from '../world/timeline.js';
import type { Call } from './action.js';
import { runInstances } from './run-instances.js';

const BY_USER: Reason = {
  code: 'Client.UserInitiatedShutdown',
  message: 'Client.UserInitiatedShutdown: User initiated shutdown',
};

/** The call as the service makes it of EC2: under another name, and once EC2 shows what was made right before. */
export function asService(call: Call, action: string, params: Params): Call {
  return { ...call, action, params, now: call.now + call.world.settings.consistencySeconds * SECOND };
}

/** Launches one instance. Throws an ApiError where RunInstances would. `tags` may be those that only services give. */
export function launchOne(call: Call, params: Params, tags: Readonly<Record<string, string>>): Instance {
  const { instancesSet } = runInstances.run(
    asService(call, 'RunInstances', { ...params, MinCount: '1', MaxCount: '1' }),
  );
  const [{ instanceId } = { instanceId: '' }] = instancesSet as unknown as { instanceId: string }[];
  const instance = call.region.instances.get(instanceId);
  if (!instance) throw new Error('RunInstances has launched nothing.');
  for (const [key, value] of Object.entries(tags)) instance.tags.set(key, value);
  return instance;
}

/** Ends an instance at a time (cloud ms) that may be still to come. */
export function endOne({ region, host }: Call, id: string, at: number): void {
  const instance = region.instances.get(id);
  if (instance) host.terminate(instance, BY_USER, at);
}

/** Takes back an end that is still to come. */
export function keepOne({ region, now }: Call, id: string): void {
  const timeline = region.instances.get(id)?.timeline ?? [];
  const kept = timeline.filter(
    ({ at, state }) => at <= now || (state !== 'shutting-down' && state !== 'terminated'),
  );
  timeline.splice(0, timeline.length, ...kept);
}
