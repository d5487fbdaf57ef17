import { needed, structures, text, type Params } from '../../protocol/query.js';
import type { Platform, Setting } from '../../world/beanstalk.js';

/** Where an environment's launches are configured, and the option that says of which image. */
export const LAUNCHES = 'aws:autoscaling:launchconfiguration';

/** The options that have a value here without being given. */
function defaults({ imageId }: Platform): Setting[] {
  return [
    { namespace: LAUNCHES, option: 'ImageId', value: imageId },
    { namespace: LAUNCHES, option: 'InstanceType', value: 't3.micro' },
    { namespace: LAUNCHES, option: 'IamInstanceProfile', value: 'aws-elasticbeanstalk-ec2-role' },
    { namespace: 'aws:elasticbeanstalk:environment', option: 'EnvironmentType', value: 'SingleInstance' },
  ];
}

/** What was set before with what the request sets and removes; options that are removed have their defaults again. */
export function settingsOf(params: Params, platform: Platform, before: readonly Setting[]): Setting[] {
  const removed = structures(params, 'OptionsToRemove.member').map((one) => setting(one));
  const given = structures(params, 'OptionSettings.member').map((one) => setting(one));
  const kept = before.filter((one) => !removed.some((other) => isSame(one, other)));
  const merged = new Map([...defaults(platform), ...kept, ...given].map((one) => [keyOf(one), one]));
  return [...merged.values()];
}

function setting(given: Params): Setting {
  return {
    namespace: needed(given, 'Namespace'),
    option: needed(given, 'OptionName'),
    value: text(given, 'Value') ?? '',
  };
}

const keyOf = ({ namespace, option }: Setting) => `${namespace} ${option}`;
const isSame = (one: Setting, other: Setting) => keyOf(one) === keyOf(other);

export function settingNamed(settings: readonly Setting[], option: string): string {
  return settings.find((one) => one.namespace === LAUNCHES && one.option === option)?.value ?? '';
}
