import type { RequestLaunchTemplateData } from '@aws-sdk/client-ec2';
import { isAwsFailure } from '../aws/errors.js';
import { runTag, TAG, tagSpecifications } from '../aws/tags.js';
import { clientToken } from '../aws/token.js';
import type { WriteContext } from '../context.js';
import { Failure } from '../failure.js';
import { readTemplate, type Template } from '../instances/template.js';
import type { Noted } from '../undo/ledger.js';

/** A launch template that is to be there, in a version that says this. */
export interface WantedTemplate {
  /** See `templateName`. */
  readonly name: string;
  /** The group that it is for. */
  readonly group: string;
  readonly description: string;
  readonly data: RequestLaunchTemplateData;
  /** The user's own. */
  readonly tags: Readonly<Record<string, string>>;
}

/** A launch template in its first version, and its entry in the ledger. */
export interface MadeTemplate {
  readonly id: string;
  readonly name: string;
  readonly noted: Noted;
}

/** Makes a launch template; undefined: there is one of its name. */
export async function makeTemplate(
  { name, group, description, data, tags }: WantedTemplate,
  context: WriteContext,
): Promise<MadeTemplate | undefined> {
  const { ledger, log, run, step } = context;
  const ours = { [TAG.role]: 'launch-template', [TAG.run]: runTag(run), [TAG.step]: step };
  const input = {
    LaunchTemplateName: name,
    VersionDescription: description,
    LaunchTemplateData: data,
    TagSpecifications: tagSpecifications(['launch-template'], { ...tags, ...ours }),
  };
  const noted = ledger.creating({
    kind: 'template',
    region: await context.region(),
    token: clientToken(step, name, input),
    about: { name, description, group },
    what: `the launch template ${name}`,
    count: 1,
    at: context.clock.now(),
  });
  try {
    const answer = await context.ec2('CreateLaunchTemplate', { ...input, ClientToken: noted.token });
    const id = answer.LaunchTemplate?.LaunchTemplateId ?? '';
    noted.made([id]);
    for (const { Message } of answer.Warning?.Errors ?? [])
      log.warn(`EC2 warns of the launch template ${name}: ${Message ?? ''}`);
    log.say(`Made the launch template ${name} (${id}).`);
    return { id, name, noted };
  } catch (thrown) {
    if (isTaken(thrown) || (isAwsFailure(thrown) && thrown.madeNothing)) noted.refused();
    if (isTaken(thrown)) return undefined;
    throw thrown;
  }
}

/** By the client token EC2 would have answered with our own, had an earlier attempt made it. */
function isTaken(thrown: unknown): boolean {
  return isAwsFailure(thrown) && thrown.code.startsWith('InvalidLaunchTemplateName.AlreadyExists');
}

/**
 * The newest version of the template that has the name already: a run that died has left it, another one makes it now, or it
 * is somebody else's.
 *
 * @throws Failure `template-exists` when EC2 does not come to show it
 */
export async function takenTemplate(name: string, context: WriteContext): Promise<Template> {
  const { clock, signal } = context;
  const until = clock.now() + PATIENCE_MS;
  for (;;) {
    try {
      const template = await readTemplate({ name, version: '$Latest' }, context);
      if (template !== undefined) return template;
    } catch (thrown) {
      if (!isAwsFailure(thrown) || !/NotFound/.test(thrown.code)) throw thrown;
    }
    if (clock.now() >= until) throw beingMade(name);
    await clock.sleep(PAUSE_MS, signal);
  }
}

/** EC2 may not show a template for seconds that another run has just made. */
const PATIENCE_MS = 10_000;
const PAUSE_MS = 1_000;

function beingMade(name: string): Failure {
  return new Failure(
    'template-exists',
    `Another run is making the launch template ${name}, or has just taken it away again: EC2 does not show it.`,
    { advice: 'Run again. A `concurrency` group in the workflow keeps runs apart.' },
  );
}
