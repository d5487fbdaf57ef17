import { tellNextTime } from '../bake/bake.js';
import { TAG } from '../aws/tags.js';
import type { WriteContext } from '../context.js';
import type { LaunchRequest } from '../inputs/request.js';
import { launch as launchInstances } from '../instances/launch.js';
import { placeName } from '../instances/placement.js';
import { makeRoster } from '../instances/ready/roster.js';
import { type ReadyTimes, readyTimes } from '../instances/ready/times.js';
import { waitUntilReady } from '../instances/ready/wait.js';
import { deliver } from '../user-data/deliver.js';
import { afterPart } from './after-part.js';
import { type ImagePart, imagePart } from './image-part.js';
import { plannedFacts } from './planned.js';
import { makePlan } from './read-half.js';
import type { LaunchResult } from './result.js';

/** The main job: plan, bake or reuse, launch, wait until ready. */
export async function launch(request: LaunchRequest, context: WriteContext): Promise<LaunchResult> {
  const { announce, phase } = context;
  const plan = await phase('Resolve and render', () => makePlan(request, context));
  const part = await imagePart(plan, request, context);
  const facts = { ...plannedFacts(plan, request), imageSource: part.imageSource, bake: part.bake };
  const keepOnceNamed = request.end.terminate === 'never';
  const launched = await phase('Launch', async () => {
    const userData = plan.userData && (await deliver(plan.userData, context));
    const spec = { ...plan.spec, image: part.image, userData };
    return launchInstances({ ...plan, spec, keepOnceNamed }, context);
  });
  const { place, at: launchedAt } = launched;
  const { conditions, timeoutMs, address } = request.ready;
  const nitro = plan.types.find(({ name }) => name === place.instanceType)?.nitro ?? true;
  const readiness = await phase(`Wait for ${facts.readyWhen.join(', ')}`, () =>
    waitUntilReady(
      {
        roster: makeRoster(launched.ids, nitro),
        conditions,
        timeoutMs,
        address,
        signal: plan.signal,
        launchedAt,
        tookBefore: facts.tookBefore,
        reached: (after) => announce({ after }),
      },
      context,
    ),
  );
  await tellReadyTimes(part, readiness.after, context);
  // Not sooner: nobody is to be handed an image on which this very launch did not get ready.
  const after = part.made && (await afterPart(part.made, request.bake, context));
  return {
    mode: 'launch',
    ...facts,
    bake: facts.bake && { ...facts.bake, after },
    amiId: part.image.id,
    place: placeName(place),
    passedOver: launched.passedOver,
    launchedAt,
    instances: readiness.instances,
    after: readiness.after,
  };
}

/** The first launch from a baked image tells those that follow when to look closely. */
export async function tellReadyTimes(
  { image, imageSource }: ImagePart,
  after: ReadyTimes,
  context: WriteContext,
): Promise<void> {
  if (imageSource !== 'baked' || Object.keys(image.readyTimes).length > 0) return;
  await tellNextTime(image.id, { [TAG.readyTimes]: readyTimes(after) }, context);
}
