import type { CreateAutoScalingGroupType } from '@aws-sdk/client-auto-scaling';
import { isAwsFailure } from '../aws/errors.js';
import type { WriteContext } from '../context.js';
import { Failure } from '../failure.js';
import type { Noted } from '../undo/ledger.js';
import { isOfStep, readGroup } from './group.js';
import { onceKnown } from './once-known.js';
import type { TemplateFor } from './template-for.js';

/** Auto Scaling may not show a group for a moment that it has just made. */
const PATIENCE_MS = 5_000;
const PAUSE_MS = 1_000;

/**
 * Makes a group, and returns its entry in the ledger. What has been made for it goes with it from then on.
 *
 * @throws Failure `group-exists` where another run was faster
 */
export async function makeGroup(
  name: string,
  template: Pick<TemplateFor, 'made'>,
  input: Omit<CreateAutoScalingGroupType, 'AutoScalingGroupName'>,
  context: WriteContext,
): Promise<Noted> {
  const noted = context.ledger.creating({
    kind: 'group',
    region: await context.region(),
    token: name,
    about: template.made === undefined ? {} : { made: template.made.what },
    what: `the Auto Scaling group ${name}`,
    count: 1,
    at: context.clock.now(),
  });
  const all = { AutoScalingGroupName: noted.token, ...input };
  try {
    await onceKnown(() => context.autoscaling('CreateAutoScalingGroup', all), context);
  } catch (thrown) {
    const exists = isAwsFailure(thrown) && thrown.code.startsWith('AlreadyExists');
    // An answer that got lost is asked for again by the SDK, and Auto Scaling knows no client tokens.
    if (!exists || !(await isMadeByUs(name, context))) {
      if (isAwsFailure(thrown) && thrown.madeNothing) noted.refused();
      throw exists ? wasFaster(name) : thrown;
    }
  }
  noted.made([]);
  // From now on it goes with the group, and not sooner.
  template.made?.noted.done();
  return noted;
}

async function isMadeByUs(name: string, context: WriteContext): Promise<boolean> {
  const { clock, signal, step } = context;
  const until = clock.now() + PATIENCE_MS;
  for (;;) {
    const group = await readGroup(name, context);
    if (group !== undefined || clock.now() >= until) return group !== undefined && isOfStep(group, step);
    await clock.sleep(PAUSE_MS, signal);
  }
}

function wasFaster(name: string): Failure {
  return new Failure('group-exists', `Another run has just made the Auto Scaling group ${name}.`, {
    advice:
      'Run again: what is different then is put right. A `concurrency` group in the workflow keeps runs apart.',
  });
}
