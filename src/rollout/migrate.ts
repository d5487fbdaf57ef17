import type { LaunchConfiguration } from '@aws-sdk/client-auto-scaling';
import type { RequestLaunchTemplateData } from '@aws-sdk/client-ec2';
import type { ReadContext, WriteContext } from '../context.js';
import { Failure } from '../failure.js';
import type { RolloutPart, RolloutRequest } from '../inputs/request.js';
import type { Noted } from '../undo/ledger.js';
import type { Group } from './group.js';
import { templateData, untold } from './launch-configuration.js';
import { onceKnown } from './once-known.js';
import { makeTemplate, takenTemplate, type WantedTemplate } from './make-template.js';
import { migratedName, templateName } from './template-name.js';

/**
 * A group that has a launch template: the group itself, or the same group once its launch configuration is one. Its
 * instances stay as they are.
 *
 * @throws Failure `group-has-launch-configuration` where the inputs do not ask for that, or where it cannot be done
 */
export async function withTemplate(
  request: RolloutRequest,
  group: Group,
  context: WriteContext,
): Promise<Group> {
  const { name, template, launchConfiguration: configuration } = group;
  if (template !== undefined) return group;
  if (configuration === undefined) throw new Error(`The group ${name} launches from nothing.`);
  const data = await dataOfConfiguration(request, group, context);
  return context.phase('Make a launch template of the launch configuration', () =>
    migrate(request, group, { configuration, data }, context),
  );
}

/**
 * What a launch template has to say to take the place of the group's launch configuration.
 *
 * @throws Failure `group-has-launch-configuration` where the inputs do not ask for that, or where it cannot be done
 */
export async function dataOfConfiguration(
  { rollout }: { readonly rollout: RolloutPart },
  { name, launchConfiguration: configuration = '' }: Group,
  context: ReadContext,
): Promise<RequestLaunchTemplateData> {
  if (!rollout.migrate) throw hasConfiguration(name, configuration);
  const shown = await readConfiguration(configuration, context);
  const what = untold(shown);
  if (what !== undefined) throw cannotBe(name, configuration, what);
  return templateData(shown);
}

async function migrate(
  { launch }: RolloutRequest,
  group: Group,
  { configuration, data }: { readonly configuration: string; readonly data: RequestLaunchTemplateData },
  context: WriteContext,
): Promise<Group> {
  const { autoscaling, log } = context;
  const { name } = group;
  const wanted = { group: name, description: descriptionOf(configuration), data, tags: launch.tags };
  const names = [templateName(name), migratedName(name, configuration)];
  const { id, name: called, version, noted } = await templateOf(wanted, names, context);
  const update = {
    AutoScalingGroupName: name,
    LaunchTemplate: { LaunchTemplateId: id, Version: String(version) },
  };
  await onceKnown(() => autoscaling('UpdateAutoScalingGroup', update), context);
  // The group uses it: it stays, whatever becomes of the roll-out.
  noted?.done();
  log.say(
    `The group ${name} launches from version ${version} of the launch template ${called} now, which says what its launch configuration ${configuration} did. That is not used by it any longer, and stays.`,
  );
  const template = { id, name: called, version: String(version) };
  return { ...group, template, launchConfiguration: undefined };
}

interface InVersion {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly noted: Noted | undefined;
}

/**
 * Of the first name that is free, or that of the same template: a run that died may have come as far as that, and launch
 * configurations never change.
 */
async function templateOf(
  wanted: Omit<WantedTemplate, 'name'>,
  names: readonly string[],
  context: WriteContext,
): Promise<InVersion> {
  for (const name of names) {
    const made = await makeTemplate({ ...wanted, name }, context);
    if (made !== undefined) return { ...made, version: 1 };
    const taken = await takenTemplate(name, context);
    if (taken.description === wanted.description) return { ...taken, noted: undefined };
  }
  throw new Failure(
    'template-exists',
    `There are launch templates ${names.join(' and ')} already, which say something else.`,
    { advice: `Delete ${names.at(-1) ?? ''}, if nothing uses it.` },
  );
}

/** Not as those of our own: its user data is the user's. */
function descriptionOf(configuration: string): string {
  return `From the launch configuration ${configuration}`.slice(0, MOST_DESCRIPTION);
}

/** Source: EC2 API reference, CreateLaunchTemplate, `VersionDescription`. */
const MOST_DESCRIPTION = 255;

async function readConfiguration(name: string, { autoscaling }: ReadContext): Promise<LaunchConfiguration> {
  const { LaunchConfigurations: [shown] = [] } = await autoscaling('DescribeLaunchConfigurations', {
    LaunchConfigurationNames: [name],
  });
  if (shown !== undefined) return shown;
  throw new Failure('no-launch-configuration', `There is no launch configuration ${name}.`, {
    advice: 'The group names it, but it has been deleted: give the group a launch template yourself.',
  });
}

function hasConfiguration(group: string, configuration: string): Failure {
  return new Failure(
    'group-has-launch-configuration',
    `The Auto Scaling group ${group} launches from the launch configuration ${configuration}. AWS has retired launch configurations: they have no versions, so that there is nothing to roll to or back to.`,
    {
      advice:
        'Give `migrate-launch-configuration: true`: a launch template that says the same takes its place. Or copy it to a launch template in the EC2 console (Launch Configurations, Actions), and give the group that.',
    },
  );
}

function cannotBe(group: string, configuration: string, what: string): Failure {
  return new Failure(
    'group-has-launch-configuration',
    `The launch configuration ${configuration} of the Auto Scaling group ${group} has ${what}: no launch template can say the same.`,
    {
      advice:
        'Make a launch template in the EC2 console that launches what you want, and give the group that.',
    },
  );
}
