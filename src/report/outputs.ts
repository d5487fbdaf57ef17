import type { Runner } from '../context.js';
import type { InstanceFacts } from '../instances/look.js';
import type { BakeFacts, KnownFacts, LockFacts, Result, RolloutFacts } from '../modes/result.js';
import { readyTimes } from '../instances/ready/times.js';
import type { OutputName, Outputs } from './output-table.js';

/** What is only known at the end. `ready` comes last: a step that sees it may rely on all the others. */
export function setOutputs(result: Result, runner: Runner): void {
  setAll(outputsOf(result), runner);
}

/** What later steps may need even when this run fails or is killed in the next moment. */
export function setEarlyOutputs(facts: KnownFacts, runner: Runner): void {
  setAll(outputsOfFacts(facts), runner);
}

function setAll(outputs: Outputs, runner: Runner): void {
  for (const [name, value] of Object.entries(outputs)) runner.setOutput(name as OutputName, value);
}

function outputsOfFacts(facts: KnownFacts): Outputs {
  const { base, imageSource, amiId, bake, instances, rollout } = facts;
  return {
    ...(base && { 'base-ami-id': base.id, 'base-ami-name': base.name }),
    ...(imageSource && { 'image-source': imageSource }),
    ...(bake && outputsOfBake(bake)),
    ...(rollout && outputsOfRollout(rollout)),
    ...('userData' in facts && { 'user-data-bytes': String(facts.userData?.bytes ?? 0) }),
    ...(instances && {
      'instance-id': instances[0]?.id ?? '',
      'instance-ids': JSON.stringify(instances.map(({ id }) => id)),
      ...(amiId && { 'ami-id': amiId }),
    }),
  };
}

function outputsOfRollout({ version, refresh, instances }: Partial<RolloutFacts>): Outputs {
  return {
    ...(version !== undefined && { 'launch-template-version': String(version) }),
    ...(refresh && { 'instance-refresh-id': refresh.id }),
    ...(instances && {
      'instance-id': instances[0]?.id ?? '',
      'instance-ids': JSON.stringify(instances.map(({ id }) => id)),
    }),
  };
}

function outputsOfBake({ fingerprint, image }: BakeFacts): Outputs {
  return { fingerprint, ...(image && { 'baked-ami-id': image.id }) };
}

function outputsOfLock({ text, changed }: LockFacts): Outputs {
  return { lock: text, 'lock-changed': String(changed) };
}

function outputsOf(result: Result): Outputs {
  const all = { result: JSON.stringify(result) };
  switch (result.mode) {
    case 'resolve':
      return { ...outputsOfFacts(result), ...(result.lock && outputsOfLock(result.lock)), ...all };
    case 'plan':
      // A version that there would be is none yet.
      return { ...outputsOfFacts({ ...result, rollout: {} }), plan: JSON.stringify(result), ...all };
    case 'prune':
      return all;
    case 'bake':
      return { ...outputsOfFacts(result), 'ami-id': result.amiId, ...all };
    case 'terminate':
      return { 'instance-ids': JSON.stringify(result.ended), ...all };
    case 'rollout':
      return {
        ...outputsOfFacts(result),
        'ami-id': result.amiId,
        ...(Object.keys(result.after).length > 0 && {
          'ready-seconds': String(Math.max(...Object.values(result.after))),
          'ready-times': readyTimes(result.after),
        }),
        ...all,
        ready: 'true',
      };
    case 'launch': {
      const { instances, after } = result;
      const addresses = (pick: (instance: InstanceFacts) => string | undefined) =>
        JSON.stringify(instances.flatMap((instance) => pick(instance) ?? []));
      return {
        'public-ips': addresses(({ publicIp }) => publicIp),
        'private-ips': addresses(({ privateIp }) => privateIp),
        'public-dns-names': addresses(({ publicDns }) => publicDns),
        'ready-seconds': String(Math.max(0, ...Object.values(after))),
        'ready-times': readyTimes(after),
        ...all,
        ready: 'true',
      };
    }
  }
}
