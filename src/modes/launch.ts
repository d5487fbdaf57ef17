import type { WriteContext } from '../context.js';
import type { LaunchRequest } from '../inputs/request.js';
import { launch as launchInstances } from '../instances/launch.js';
import { placeName } from '../instances/placement.js';
import { makeRoster } from '../instances/ready/roster.js';
import { waitUntilReady } from '../instances/ready/wait.js';
import { plannedFacts } from './planned.js';
import { makePlan } from './read-half.js';
import type { LaunchResult } from './result.js';

/** The main job: plan, launch, wait until ready. */
export async function launch(request: LaunchRequest, context: WriteContext): Promise<LaunchResult> {
  const { announce, phase } = context;
  const plan = await phase('Resolve and render', () => makePlan(request, context));
  const facts = plannedFacts(plan, request);
  const keepOnceNamed = request.end.terminate === 'never';
  const launched = await phase('Launch', () => launchInstances({ ...plan, keepOnceNamed }, context));
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
  return {
    mode: 'launch',
    ...facts,
    amiId: plan.spec.image.id,
    place: placeName(place),
    passedOver: launched.passedOver,
    launchedAt,
    instances: readiness.instances,
    after: readiness.after,
  };
}
