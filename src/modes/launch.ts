import type { WriteContext } from '../context.js';
import type { LaunchRequest } from '../inputs/request.js';
import { launch as launchInstances } from '../instances/launch.js';
import { placeName } from '../instances/placement.js';
import { makeRoster } from '../instances/ready/roster.js';
import { waitUntilReady } from '../instances/ready/wait.js';
import { conditionName } from '../instances/ready/condition.js';
import { makePlan, userDataFacts } from './read-half.js';
import type { LaunchResult } from './result.js';

/** The main job: plan, launch, wait until ready. */
export async function launch(request: LaunchRequest, context: WriteContext): Promise<LaunchResult> {
  const { announce, phase } = context;
  const plan = await phase('Resolve and render', () => makePlan(request, context));
  const { region, base, template, userData } = plan;
  const launched = await phase('Launch', () => launchInstances(plan.spec, plan.places, context));
  const { place, at: launchedAt } = launched;
  const { conditions, timeoutMs, address } = request.ready;
  const readyWhen = conditions.map(conditionName);
  announce({ readyWhen });
  const nitro = plan.types.find(({ name }) => name === place.instanceType)?.nitro ?? true;
  const readiness = await phase(`Wait for ${readyWhen.join(', ')}`, () =>
    waitUntilReady(
      {
        roster: makeRoster(launched.ids, nitro),
        conditions,
        timeoutMs,
        address,
        signal: plan.signal,
        launchedAt,
        tookBefore: base.readyTimes,
        reached: (after) => announce({ after }),
      },
      context,
    ),
  );
  return {
    mode: 'launch',
    region,
    base,
    imageSource: 'base',
    amiId: base.id,
    template: template && { id: template.id, name: template.name, version: template.version },
    userData: userData && userDataFacts(userData),
    tookBefore: base.readyTimes,
    readyWhen,
    place: placeName(place),
    passedOver: launched.passedOver,
    launchedAt,
    instances: readiness.instances,
    after: readiness.after,
  };
}
