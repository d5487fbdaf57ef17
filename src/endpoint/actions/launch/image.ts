import { isNitro, INSTANCE_TYPES, type InstanceType } from '../../catalogue/instance-types.js';
import { refuse } from '../../protocol/errors.js';
import { needed } from '../../protocol/query.js';
import { findOne, KINDS } from '../../world/consistency.js';
import { ACCOUNT, type Image } from '../../world/state.js';
import { stateAt } from '../../world/timeline.js';
import type { Call } from '../action.js';
import { readParameter, type ParameterView } from '../parameter-store.js';

export function mayLaunch(image: Image): boolean {
  return image.public || image.ownerId === ACCOUNT || image.launchableBy.has(ACCOUNT);
}

/** The image to launch; every way in which it can't be launched has its own refusal. */
export function launchImage(call: Call): Image {
  const id = imageIdOf(call, needed(call.params, 'ImageId'));
  const image = findOne(call, KINDS.image, id);
  if (!mayLaunch(image)) throw refuse(KINDS.image.notFound, KINDS.image.message([id]));
  const state = stateAt(image.timeline, call.now);
  if (state === 'deregistered')
    throw refuse('InvalidAMIID.Unavailable', `The image ID '${id}' is no longer available`);
  if (state !== 'available')
    throw refuse('InvalidAMIID.Unavailable', `AMI ${id} is ${state}, and cannot be run`);
  return image;
}

const BY_PARAMETER = 'resolve:ssm:';

/** What `resolve:ssm:PARAMETER` stands for now; any other ID stands for itself. */
export function imageIdOf(view: ParameterView, given: string): string {
  if (!given.startsWith(BY_PARAMETER)) return given;
  const name = given.slice(BY_PARAMETER.length);
  const found = readParameter(view, name);
  if (typeof found === 'string') {
    throw refuse('InvalidParameterValue', `Parameter "${name}" could not be resolved: ${found}`);
  }
  return found.value;
}

export function launchType(name: string): InstanceType {
  const type = INSTANCE_TYPES.get(name);
  if (!type) throw refuse('InvalidParameterValue', `Invalid value '${name}' for InstanceType.`);
  return type;
}

/** Whether an image can run on a type at all. */
export function checkFit(image: Image, type: InstanceType): void {
  const [architecture = 'x86_64'] = type.architectures;
  if (architecture !== image.architecture) {
    throw refuse(
      'InvalidParameterValue',
      `The architecture '${architecture}' of the specified instance type does not match the architecture ` +
        `'${image.architecture}' of the specified AMI. Specify an instance type and an AMI that have matching ` +
        "architectures, and try again. You can use 'describe-instance-types' or 'describe-images' to discover the " +
        'architecture of the instance type or AMI.',
    );
  }
  if (image.bootMode === 'uefi' && !isNitro(type)) {
    throw refuse(
      'UnsupportedOperation',
      `The instance type '${type.name}' does not support the boot mode 'uefi' of the specified AMI.`,
    );
  }
}
