import type { Image } from '@aws-sdk/client-ec2';
import { isAwsFailure } from '../aws/errors.js';
import type { WriteContext } from '../context.js';
import { reason } from '../failure.js';
import { deliver } from '../user-data/deliver.js';
import type { BuilderNeeds, Start } from './builder.js';
import { requireImdsV2, tookSentence, untilAvailable } from './await-image.js';
import { type Begun, beginImage } from './image.js';
import type { Pass } from './plan.js';
import { watchBuilder } from './watch-builder.js';

export interface Made {
  /** The last image, as EC2 shows it. */
  readonly shown: Image;
  /** It was this run that had it made. */
  readonly mine: boolean;
  readonly builderMs: number;
  readonly imagingMs: number;
}

type Builder = Extract<Start, { whose: 'mine' }>;

/**
 * Runs the passes one after the other on the one builder: it stops after each, is imaged, gets the next layers as its user
 * data and is started again while EC2 still copies its blocks, which are those of the moment when imaging began.
 */
export async function runPasses(builder: Builder, needs: BuilderNeeds, context: WriteContext): Promise<Made> {
  const { clock } = context;
  const startedAt = clock.now();
  const earlier: Begun[] = [];
  const [first, ...others] = needs.plan.passes as [Pass, ...Pass[]];
  let pass = first;
  await watch(builder, pass, needs, context);
  for (const next of others) {
    earlier.push(await beginImage(builder.id, pass, needs, context));
    await goOn(builder.id, next, context);
    pass = next;
    await watch(builder, pass, needs, context);
  }
  const builtAt = clock.now();
  const begun = await beginImage(builder.id, pass, needs, context);
  const shown = await untilAvailable({ ...begun, since: builtAt }, needs.plan.tookBefore.imaging, context);
  if (begun.noted !== undefined) await requireImdsV2(shown, context);
  begun.noted?.done();
  // Not with the others, which nobody waits for but this run: the next one learns from it when to look.
  const imagingMs = clock.now() - builtAt;
  context.log.say(tookSentence(begun, imagingMs));
  for (const image of earlier) await settle(image, context);
  return {
    shown,
    mine: begun.noted !== undefined,
    builderMs: builtAt - startedAt,
    imagingMs,
  };
}

function watch(
  { id, instanceType }: Builder,
  { signal, layers }: Pass,
  { plan, request, types }: BuilderNeeds,
  context: WriteContext,
) {
  context.log.say(`Waiting for ${layers.join(', ')}.`);
  const { builder: tookBefore } = plan.tookBefore;
  return watchBuilder(
    {
      id,
      nitro: types.find(({ name }) => name === instanceType)?.nitro ?? true,
      signal,
      timeoutMs: request.bake.timeoutMs,
      // It was measured over all passes of the last time.
      tookBefore: plan.passes.length === 1 ? tookBefore : undefined,
    },
    context,
  );
}

/** EC2 takes other user data of a stopped instance only; having cleaned itself, it runs them like those of a first boot. */
async function goOn(id: string, pass: Pass, context: WriteContext): Promise<void> {
  const UserData = { Value: await deliver(pass.userData, context) };
  await context.ec2('ModifyInstanceAttribute', { InstanceId: id, UserData });
  await context.ec2('StartInstances', { InstanceIds: [id] });
}

/** An image beside the one that was asked for: the run goes on without it. */
async function settle({ id, name, noted }: Begun, context: WriteContext): Promise<void> {
  try {
    const shown = await untilAvailable({ id, name }, undefined, context);
    if (noted !== undefined) await requireImdsV2(shown, context);
    noted?.done();
  } catch (thrown) {
    if (!isAwsFailure(thrown) && context.signal.aborted) throw thrown;
    context.log.warn(`${reason(thrown)}. It would only have saved time later.`);
  }
}
