import { refuse } from '../../protocol/errors.js';
import { flag, has, needed, text, whole, type Params } from '../../protocol/query.js';
import { ACCOUNT, type Image, type MetadataOptions, type World } from '../../world/state.js';
import { seen, KINDS } from '../../world/consistency.js';
import type { Call } from '../action.js';

/** Defaults as for an account without its own; an image with ImdsSupport v2.0 makes tokens required. */
export function metadataOptions(params: Params, image: Image): MetadataOptions {
  const version2 = image.imdsSupport === 'v2.0';
  const hops = whole(params, 'MetadataOptions.HttpPutResponseHopLimit') ?? (version2 ? 2 : 1);
  if (hops < 1 || hops > 64) {
    throw refuse(
      'InvalidParameterValue',
      `Value (${hops}) for parameter HttpPutResponseHopLimit is invalid. Must be from 1 to 64.`,
    );
  }
  return {
    httpTokens:
      oneOf(params, 'MetadataOptions.HttpTokens', ['optional', 'required']) ??
      (version2 ? 'required' : 'optional'),
    httpPutResponseHopLimit: hops,
    httpEndpoint: oneOf(params, 'MetadataOptions.HttpEndpoint', ['enabled', 'disabled']) ?? 'enabled',
    httpProtocolIpv6:
      oneOf(params, 'MetadataOptions.HttpProtocolIpv6', ['disabled', 'enabled']) ?? 'disabled',
    instanceMetadataTags:
      oneOf(params, 'MetadataOptions.InstanceMetadataTags', ['disabled', 'enabled']) ?? 'disabled',
  };
}

export function oneOf<V extends string>(params: Params, path: string, values: readonly V[]): V | undefined {
  const given = text(params, path);
  if (given === undefined) return undefined;
  const value = values.find((each) => each === given);
  if (value === undefined) {
    throw refuse(
      'InvalidParameterValue',
      `Value (${given}) for parameter ${path} is invalid. Must be one of ${values.join(', ')}.`,
    );
  }
  return value;
}

/** The ARN of the instance profile asked for. */
export function instanceProfile({ params, world }: Call): string | undefined {
  if (!has(params, 'IamInstanceProfile')) return undefined;
  const arn = text(params, 'IamInstanceProfile.Arn');
  const name = arn?.split('/').at(-1) ?? needed(params, 'IamInstanceProfile.Name');
  if (arn !== undefined && !/^arn:aws[\w-]*:iam::\d{12}:instance-profile\/.+/.test(arn)) {
    throw refuse('InvalidIamInstanceProfileArn.Malformed', `The ARN '${arn}' is malformed`);
  }
  if (!profileExists(world, name)) {
    const [field, value] = arn === undefined ? (['name', name] as const) : (['arn', arn] as const);
    const kind = field === 'arn' ? 'ARN' : 'name';
    throw refuse(
      'InvalidParameterValue',
      `Value (${value}) for parameter iamInstanceProfile.${field} is invalid. Invalid IAM Instance Profile ${kind}`,
    );
  }
  return arn ?? `arn:aws:iam::${ACCOUNT}:instance-profile/${name}`;
}

function profileExists({ settings }: World, name: string): boolean {
  return settings.instanceProfiles?.includes(name) ?? true;
}

export function keyName(call: Call): string | undefined {
  const name = text(call.params, 'KeyName');
  if (name !== undefined && !seen(call, KINDS.keyPair).some((key) => key.name === name)) {
    throw refuse('InvalidKeyPair.NotFound', `The key pair '${name}' does not exist`);
  }
  return name;
}

/** Least and most instances to launch. */
export function counts(params: Params): { least: number; most: number } {
  const least = Number(needed(params, 'MinCount') && whole(params, 'MinCount'));
  const most = Number(needed(params, 'MaxCount') && whole(params, 'MaxCount'));
  if (least < 1)
    throw refuse(
      'InvalidParameterValue',
      `Value (${least}) for parameter minCount is invalid. Expecting a value greater than 0.`,
    );
  if (most < least)
    throw refuse(
      'InvalidParameterValue',
      `Value (${most}) for parameter maxCount is invalid. Expecting a value of at least minCount (${least}).`,
    );
  return { least, most };
}

export function shutdownBehavior(params: Params): 'stop' | 'terminate' {
  return oneOf(params, 'InstanceInitiatedShutdownBehavior', ['stop', 'terminate']) ?? 'stop';
}

export function given(params: Params, path: string): boolean {
  return flag(params, path) ?? false;
}
