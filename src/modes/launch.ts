import { runTag, TAG } from '../aws/tags.js';
import type { WriteContext } from '../context.js';
import type { LaunchRequest } from '../inputs/request.js';
import { launch as launchInstances } from '../instances/launch.js';
import { placeName, type Spec } from '../instances/spec.js';
import { makeRoster } from '../instances/ready/roster.js';
import { waitUntilReady } from '../instances/ready/wait.js';
import { conditionName } from '../instances/ready/condition.js';
import { makePlan, type Plan } from './plan.js';
import type { LaunchResult } from './result.js';

/** The main job: plan, launch, wait until ready. */
export async function launch(request: LaunchRequest, context: WriteContext): Promise<LaunchResult> {
  const { log } = context;
  const plan = await log.group('Resolve the base image and render the user data', () =>
    readHalf(request, context),
  );
  const launched = await log.group('Launch', () =>
    launchInstances(specOf(request, plan, context), plan.places, context),
  );
  const { conditions, timeoutMs, address } = request.ready;
  const nitro = plan.types.find(({ name }) => name === launched.place.instanceType)?.nitro ?? true;
  const readiness = await log.group(`Wait for ${conditions.map(conditionName).join(', ')}`, () =>
    waitUntilReady(
      {
        roster: makeRoster(launched.ids, nitro),
        conditions,
        timeoutMs,
        address,
        signal: plan.signal,
        launchedAt: launched.at,
      },
      context,
    ),
  );
  return {
    mode: 'launch',
    region: plan.region,
    base: plan.base,
    imageSource: 'base',
    amiId: plan.base.id,
    place: placeName(launched.place),
    passedOver: launched.passedOver.map(({ place, said }) => ({ place: placeName(place), said })),
    instances: readiness.instances,
    userData: plan.userData && userDataFacts(plan.userData),
    after: readiness.after,
  };
}

async function readHalf(request: LaunchRequest, context: WriteContext): Promise<Plan> {
  const plan = await makePlan(request, context);
  const { base, userData } = plan;
  const age = base.ageDays === undefined ? '' : `, ${base.ageDays} days old`;
  context.log.say(`Base image: ${base.id} (${base.name}${age}).`);
  if (userData !== undefined) {
    context.log.say(`User data: ${userData.bytes.length} of ${userData.limit} bytes (${userData.encoding}).`);
  }
  if (request.launch.volumeGiB !== undefined) warnIfTooSmall(request.launch.volumeGiB, plan, context);
  context.announce({
    'base-ami-id': base.id,
    'base-ami-name': base.name,
    'image-source': 'base',
    'user-data-bytes': String(userData?.bytes.length ?? 0),
  });
  return plan;
}

function warnIfTooSmall(wanted: number, { base }: Plan, { log }: WriteContext): void {
  const own = base.volumes.find(({ root }) => root)?.gib ?? 0;
  if (wanted < own)
    log.warn(`volume-size is ${wanted} GiB, but the image's own root volume has ${own} GiB: taking ${own}.`);
}

function specOf(request: LaunchRequest, plan: Plan, { run, step }: WriteContext): Spec {
  const { launch: wanted } = request;
  return {
    launch: wanted,
    image: plan.base,
    userData: plan.userData?.bytes,
    keepOnceNamed: request.end.terminate === 'never',
    tags: {
      ...wanted.tags,
      Name: wanted.name ?? `${run.repository.split('/').at(-1) ?? 'ami-launch'}-${run.runId}`,
      [TAG.role]: 'instance',
      [TAG.run]: runTag(run),
      [TAG.step]: step,
      [TAG.base]: plan.base.id,
      ...(plan.userData === undefined ? {} : { [TAG.signal]: plan.signal }),
    },
  };
}

function userDataFacts({ bytes, limit, encoding }: NonNullable<Plan['userData']>): LaunchResult['userData'] {
  return { bytes: bytes.length, limit, encoding };
}
