import type { Call } from '../actions/action.js';
import { imageIdOf } from '../actions/launch/image.js';
import { candidateSubnets, networkWish } from '../actions/launch/network.js';
import { withTemplate, type Origin } from '../actions/launch/template.js';
import { ApiError } from '../protocol/errors.js';
import { text, type Params } from '../protocol/query.js';
import { ACCOUNT, type Image, type Subnet } from '../world/state.js';
import { ec2Arn, tagsByType } from './context.js';
import type { Authorization, Context } from './question.js';

/** A launch as far as it can be understood: what is wrong with it is told after it was authorized. */
export interface Wanted {
  readonly call: Call;
  readonly origin: Origin | undefined;
  /** The parameters of the request itself. */
  readonly own: Params;
  readonly image: Image | undefined;
  readonly subnet: Subnet | undefined;
  readonly spot: boolean;
  readonly tags: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

export function understand(asRequested: Call): Wanted {
  const { call, origin } = known(() => withTemplate(asRequested)) ?? { call: asRequested, origin: undefined };
  const { params, region } = call;
  const imageId = known(() => imageIdOf(region, text(params, 'ImageId') ?? ''));
  return {
    call,
    origin,
    own: asRequested.params,
    image: imageId === undefined ? undefined : region.images.get(imageId),
    subnet: known(() => candidateSubnets(call, networkWish(call)))?.[0],
    spot: text(params, 'InstanceMarketOptions.MarketType') === 'spot',
    tags: tagsByType(params),
  };
}

export function known<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (thrown) {
    if (thrown instanceof ApiError) return undefined;
    throw thrown;
  }
}

/** Tells whether the template or the request itself named this. */
export function byTemplate({ call: { region }, origin, own }: Wanted, parameter: string): Context {
  return origin === undefined
    ? {}
    : {
        'ec2:LaunchTemplate': ec2Arn(region.name, 'launch-template', origin.id),
        'ec2:IsLaunchTemplateResource': String(!(parameter in own)),
      };
}

export function question(
  wanted: Wanted,
  [type, id]: readonly [string, string],
  context: Context,
): Authorization {
  return { action: 'ec2:RunInstances', resource: ec2Arn(wanted.call.region.name, type, id), context };
}

export function profileOf(params: Params): { name: string; arn: string } | undefined {
  const arn = text(params, 'IamInstanceProfile.Arn');
  const name = arn?.split('/').at(-1) ?? text(params, 'IamInstanceProfile.Name');
  return name === undefined
    ? undefined
    : { name, arn: arn ?? `arn:aws:iam::${ACCOUNT}:instance-profile/${name}` };
}
