import { refuse } from '../protocol/errors.js';
import { texts } from '../protocol/query.js';
import type { TreeNode } from '../protocol/xml.js';
import { publicAddress } from '../world/addresses.js';
import { available, noCapacity } from '../world/capacity.js';
import { find, KINDS } from '../world/consistency.js';
import type { Instance, InstanceState } from '../world/state.js';
import { stateAt, type Reason } from '../world/timeline.js';
import { spendResources } from '../world/throttle.js';
import { DONE, unlessDryRun, type Action, type Call } from './action.js';
import { stateTree } from './instance-view.js';

export const BY_USER: Reason = {
  code: 'Client.UserInitiatedShutdown',
  message: 'Client.UserInitiatedShutdown: User initiated shutdown',
};

/** A change of state of several instances: all of them are checked before any is changed. */
interface Change {
  readonly check: (call: Call, instance: Instance, state: InstanceState) => void;
  /** States in which there is nothing to do. */
  readonly settled: readonly InstanceState[];
  readonly apply: (call: Call, instance: Instance) => void;
}

function change(call: Call, { check, settled, apply }: Change): TreeNode {
  const ids = texts(call.params, 'InstanceId');
  if (ids.length === 0) throw refuse('MissingParameter', 'The request must contain the parameter InstanceId');
  const instances = find(call, KINDS.instance, [...new Set(ids)]);
  const before = instances.map(({ timeline }) => stateAt(timeline, call.now));
  instances.forEach((instance, index) => check(call, instance, before[index] ?? 'terminated'));
  unlessDryRun(call);
  if (call.world.settings.throttle === 'ec2')
    spendResources(call.region, call.action, instances.length, call.now);
  return {
    instancesSet: instances.map((instance, index) => {
      const previous = before[index] ?? 'terminated';
      if (!settled.includes(previous)) apply(call, instance);
      return {
        instanceId: instance.id,
        currentState: stateTree(stateAt(instance.timeline, call.now)),
        previousState: stateTree(previous),
      };
    }),
  };
}

function wrongState(instance: Instance, verb: string): Error {
  return refuse(
    'IncorrectInstanceState',
    `The instance '${instance.id}' is not in a state from which it can be ${verb}.`,
  );
}

function isProtected(instance: Instance, what: 'terminated' | 'stopped'): Error {
  const attribute = what === 'terminated' ? 'disableApiTermination' : 'disableApiStop';
  return refuse(
    'OperationNotPermitted',
    `The instance '${instance.id}' may not be ${what}. Modify its '${attribute}' instance attribute and try again.`,
  );
}

export const terminateInstances: Action = {
  takes: 'InstanceId Force SkipOsShutdown',
  run: (call) =>
    change(call, {
      settled: ['shutting-down', 'terminated'],
      check(_, instance, state) {
        const ended = state === 'shutting-down' || state === 'terminated';
        if (instance.terminationProtected && !ended) throw isProtected(instance, 'terminated');
        // Source: EC2 user guide, "Enable stop protection for your instance": it protects from being terminated, too.
        if (instance.stopProtected && !ended) throw isProtected(instance, 'stopped');
      },
      apply: ({ host, now }, instance) => host.terminate(instance, BY_USER, now),
    }),
};

export const stopInstances: Action = {
  takes: 'InstanceId Force SkipOsShutdown',
  run: (call) =>
    change(call, {
      settled: ['stopping', 'stopped'],
      check(_, instance, state) {
        if (!['running', 'stopping', 'stopped'].includes(state)) throw wrongState(instance, 'stopped');
        if (instance.stopProtected && state === 'running') throw isProtected(instance, 'stopped');
        if (instance.spotKind === 'one-time') {
          throw refuse(
            'UnsupportedOperation',
            `You can't stop the Spot Instance '${instance.id}' because it is associated with a one-time Spot Instance ` +
              'request. You can only stop Spot Instances associated with persistent Spot Instance requests.',
          );
        }
      },
      apply: ({ host, now }, instance) => host.stop(instance, BY_USER, now),
    }),
};

export const startInstances: Action = {
  takes: 'InstanceId',
  run: (call) =>
    change(call, {
      settled: ['pending', 'running'],
      check({ world, region }, instance, state) {
        if (!['pending', 'running', 'stopped'].includes(state)) throw wrongState(instance, 'started');
        const wish = { type: instance.type, zone: instance.zone, spot: instance.spotKind !== undefined };
        if (state === 'stopped' && available(world.shortages, wish) < 1) {
          throw noCapacity(world.shortages, region.name, { ...wish, asked: true });
        }
      },
      apply({ host, world, now }, instance) {
        instance.launchedAt = now;
        if (instance.wantsPublicIp) instance.publicIp = publicAddress(world);
        host.start(instance, now);
      },
    }),
};

export const rebootInstances: Action = {
  takes: 'InstanceId',
  run(call) {
    change(call, {
      settled: [],
      check(_, instance, state) {
        if (state !== 'running') throw wrongState(instance, 'rebooted');
      },
      apply: ({ host, now }, instance) => host.reboot(instance, now),
    });
    return DONE;
  },
};
