import { refuse } from '../protocol/errors.js';
import { flag, has, needed, structures, text, texts, type Params } from '../protocol/query.js';
import type { TreeNode } from '../protocol/xml.js';
import { find, findOne, KINDS } from '../world/consistency.js';
import type { Instance } from '../world/state.js';
import { stateAt } from '../world/timeline.js';
import { DONE, unlessDryRun, type Action, type Call } from './action.js';
import { launchType } from './launch/image.js';
import { checkUserData } from './launch/user-data.js';

const ATTRIBUTES: Readonly<Record<string, (instance: Instance) => TreeNode>> = {
  instanceType: ({ type }) => ({ instanceType: { value: type.name } }),
  userData: ({ userData }) => ({ userData: userData === undefined ? {} : { value: userData } }),
  disableApiTermination: (instance) => ({ disableApiTermination: { value: instance.terminationProtected } }),
  disableApiStop: (instance) => ({ disableApiStop: { value: instance.stopProtected } }),
  instanceInitiatedShutdownBehavior: (instance) => ({
    instanceInitiatedShutdownBehavior: { value: instance.shutdownBehavior },
  }),
  rootDeviceName: ({ image }) => ({ rootDeviceName: { value: image.rootDeviceName } }),
  blockDeviceMapping: ({ volumes }) => ({
    blockDeviceMapping: volumes.map(({ id, disk, deleteOnTermination }) => ({
      deviceName: disk.device,
      ebs: { volumeId: id, status: 'attached', deleteOnTermination },
    })),
  }),
  sourceDestCheck: (instance) => ({ sourceDestCheck: { value: instance.sourceDestCheck } }),
  groupSet: ({ groupIds }) => ({ groupSet: groupIds.map((groupId) => ({ groupId })) }),
  ebsOptimized: (instance) => ({ ebsOptimized: { value: instance.ebsOptimized } }),
  enaSupport: () => ({ enaSupport: { value: true } }),
  sriovNetSupport: () => ({ sriovNetSupport: { value: 'simple' } }),
};

export const describeInstanceAttribute: Action = {
  takes: 'InstanceId Attribute',
  run(call) {
    const instance = findOne(call, KINDS.instance, needed(call.params, 'InstanceId'));
    const name = needed(call.params, 'Attribute');
    const attribute = Object.hasOwn(ATTRIBUTES, name) ? ATTRIBUTES[name] : undefined;
    if (!attribute) {
      throw refuse(
        'InvalidParameterValue',
        `Value (${name}) for parameter attribute is invalid. Unknown attribute.`,
      );
    }
    return { instanceId: instance.id, ...attribute(instance) };
  },
};

type Setter = (call: Call, instance: Instance, value: Params) => void;

const isTrue = (value: Params): boolean => flag(value, 'Value') ?? false;

/** What can only be changed while the machine is off. */
function whenStopped(set: Setter): Setter {
  return (call, instance, value) => {
    if (stateAt(instance.timeline, call.now) !== 'stopped') {
      throw refuse('IncorrectInstanceState', `The instance '${instance.id}' is not in the 'stopped' state.`);
    }
    set(call, instance, value);
  };
}

const SETTERS: Readonly<Record<string, Setter>> = {
  DisableApiTermination: (_, instance, value) => (instance.terminationProtected = isTrue(value)),
  DisableApiStop: (_, instance, value) => (instance.stopProtected = isTrue(value)),
  SourceDestCheck: (_, instance, value) => (instance.sourceDestCheck = isTrue(value)),
  InstanceInitiatedShutdownBehavior: (_, instance, value) => {
    instance.shutdownBehavior = needed(value, 'Value') === 'terminate' ? 'terminate' : 'stop';
  },
  InstanceType: whenStopped((_, instance, value) => (instance.type = launchType(needed(value, 'Value')))),
  EbsOptimized: whenStopped((_, instance, value) => (instance.ebsOptimized = isTrue(value))),
  UserData: whenStopped(
    (_, instance, value) => (instance.userData = checkUserData(text(value, 'Value') ?? '')),
  ),
  // Packer turns these on before it makes an image; every machine here has them already.
  EnaSupport: whenStopped(() => undefined),
  SriovNetSupport: whenStopped(() => undefined),
};

export const modifyInstanceAttribute: Action = {
  takes: `InstanceId Attribute Value GroupId BlockDeviceMapping ${Object.keys(SETTERS).join(' ')}`,
  run(call) {
    const { params } = call;
    const instance = findOne(call, KINDS.instance, needed(params, 'InstanceId'));
    const groups = find(call, KINDS.group, texts(params, 'GroupId'));
    unlessDryRun(call);
    if (groups.length > 0) instance.groupIds = groups.map(({ id }) => id);
    for (const mapping of structures(params, 'BlockDeviceMapping')) setDisk(instance, mapping);
    for (const [name, value] of settings(params)) SETTERS[name]?.(call, instance, value);
    return DONE;
  },
};

/** `DisableApiTermination.Value=true`, or in the older form `Attribute=disableApiTermination&Value=true`. */
function settings(params: Params): [string, Params][] {
  const older = text(params, 'Attribute');
  const name = older === undefined ? '' : older.charAt(0).toUpperCase() + older.slice(1);
  const named = Object.keys(SETTERS).flatMap((each): [string, Params][] => {
    const value = params[each];
    return typeof value === 'object' ? [[each, value]] : [];
  });
  return older === undefined ? named : [...named, [name, params]];
}

function setDisk({ volumes }: Instance, mapping: Params): void {
  const device = needed(mapping, 'DeviceName');
  const volume = volumes.find(({ disk }) => disk.device === device);
  if (!volume) throw refuse('InvalidInstanceAttributeValue', `No device is currently mapped at ${device}`);
  if (has(mapping, 'Ebs.DeleteOnTermination')) {
    volume.deleteOnTermination = flag(mapping, 'Ebs.DeleteOnTermination') ?? true;
  }
}
