import type { RunInstancesCommandOutput } from '@aws-sdk/client-ec2';
import { type AwsFailure, isAwsFailure } from '../aws/errors.js';
import { clientToken } from '../aws/token.js';
import type { WriteContext } from '../context.js';
import { Failure } from '../failure.js';
import { deadlineIn, seconds } from '../wait/poll.js';
import { instanceFacts } from './look.js';
import { allPlaces, type Place, placeName } from './placement.js';
import { runInstancesInput, type Spec } from './spec.js';

export interface Order {
  readonly spec: Spec;
  /** In the order to try. */
  readonly places: readonly Place[];
  /** Instances stay from the moment that an output names them, whatever becomes of the run. */
  readonly keepOnceNamed: boolean;
}

export interface Launched {
  readonly ids: readonly string[];
  readonly place: Place;
  /** Places that were tried before, and why there are no instances there. */
  readonly passedOver: readonly PassedOver[];
  /** When EC2 answered, in ms since 1970. */
  readonly at: number;
}

/** `place` by its name; `said`: EC2's words. */
export interface PassedOver {
  readonly place: string;
  readonly said: string;
}

/** A profile made a moment ago is unknown to EC2 for about ten seconds. */
const PROFILE_PATIENCE_MS = 20_000;
const PROFILE_PAUSE_MS = 2_500;

/**
 * Launches in the first of the places that has capacity. Only lack of capacity leads on to the next place, and of spot
 * also the quota, where on-demand comes after it: any other refusal would be the same there. Each place has a token of
 * its own, so a lost answer is repeated safely by the SDK and never becomes a second set of instances.
 */
export async function launch(order: Order, context: WriteContext): Promise<Launched> {
  const { spec, places } = order;
  const passedOver: PassedOver[] = [];
  for (const [index, place] of places.entries()) {
    context.signal.throwIfAborted();
    context.log.say(`Launching ${spec.launch.count} × ${placeName(place)}.`);
    try {
      const ids = await launchIn(order, place, context);
      context.signal.throwIfAborted();
      return { ids, place, passedOver, at: context.clock.now() };
    } catch (thrown) {
      if (!isAwsFailure(thrown) || !leadsOn(thrown, place, places.slice(index + 1))) throw thrown;
      const lack = thrown.kind === 'quota' ? 'No spot quota left' : 'No capacity';
      context.log.say(`${lack} for ${placeName(place)}: ${thrown.said}.`);
      passedOver.push({ place: placeName(place), said: thrown.said });
      context.announce({ passedOver: [...passedOver] });
    }
  }
  throw noCapacity(passedOver);
}

/** Whether a launch that EC2 refuses in a place goes on to those that are left. */
export function leadsOn(
  { kind, code }: Pick<AwsFailure, 'kind' | 'code'>,
  { market }: Place,
  left: readonly Place[],
): boolean {
  const spotQuota = market === 'spot' && code === 'MaxSpotInstanceCountExceeded';
  return kind === 'capacity' || (spotQuota && left.some((place) => place.market === 'on-demand'));
}

async function launchIn({ spec, keepOnceNamed }: Order, place: Place, context: WriteContext) {
  const input = runInstancesInput(spec, place);
  const noted = context.ledger.creating({
    kind: 'instances',
    region: await context.region(),
    token: clientToken(context.step, placeName(place), input),
    what: `${spec.launch.count} × ${placeName(place)}`,
    count: spec.launch.count,
    at: context.clock.now(),
  });
  try {
    const answer = await patiently(
      () => context.ec2('RunInstances', { ...input, ClientToken: noted.token }),
      context,
    );
    const instances = (answer.Instances ?? []).flatMap(instanceFacts);
    const ids = instances.map(({ id }) => id);
    noted.made(ids);
    // At once, so that later steps can clean up even when this one is killed in the next moment.
    context.announce({
      instances,
      amiId: spec.image.id,
      place: placeName(place),
      launchedAt: context.clock.now(),
    });
    if (keepOnceNamed) noted.keep();
    return ids;
  } catch (thrown) {
    // Where nobody knows whether EC2 did the work the entry stays open, and cleaning up will look.
    if (isAwsFailure(thrown) && thrown.madeNothing) noted.refused();
    throw thrown;
  }
}

/** Sends once, and again only while EC2 does not know the instance profile yet. */
async function patiently(
  send: () => Promise<RunInstancesCommandOutput>,
  { clock, log, signal }: WriteContext,
): Promise<RunInstancesCommandOutput> {
  const deadline = deadlineIn(clock, PROFILE_PATIENCE_MS);
  for (let first = true; ; first = false) {
    try {
      return await send();
    } catch (thrown) {
      if (!isYoungProfile(thrown) || clock.now() > deadline) throw thrown;
      if (first)
        log.say(
          `EC2 does not know the instance profile, which may be new: trying again for up to ${seconds(PROFILE_PATIENCE_MS)}.`,
        );
      await clock.sleep(PROFILE_PAUSE_MS, signal);
    }
  }
}

function isYoungProfile(thrown: unknown): boolean {
  return isAwsFailure(thrown, 'not-yet') && thrown.code === 'InvalidParameterValue';
}

export function noCapacity(passedOver: readonly PassedOver[]): Failure {
  const list = passedOver.map(({ place, said }) => `\n  - ${place}: ${said}`).join('');
  return new Failure(
    'no-capacity',
    `EC2 has no capacity in ${allPlaces(passedOver)} that the inputs allow.${list}`,
    {
      advice: 'Name more instance types or more subnets (in other zones), or run again later.',
    },
  );
}
