import type { WriteContext } from '../context.js';
import { Failure } from '../failure.js';
import type { AfterFacts } from '../modes/result.js';
import { deadlineIn, poll, seconds } from '../wait/poll.js';
import { allOf } from './all-of.js';
import type { InRegion } from './in-region.js';
import { IMAGE_TYPE, readParameter } from './parameter.js';

/** SSM checks within seconds; after so long it has refused the image, which it tells only by an event. */
const VALIDATION_MS = 90_000;
/** Of two runs that write one parameter at the same moment SSM lets one try again. */
const WRITE_MS = 30_000;

/** What the parameter held before; undefined when it was not there, or held the image already. */
type Previous = { readonly value: string; readonly version: number } | undefined;

/**
 * Lets the parameter hold the image's ID in every region, each its own. Where it does already nothing is written.
 * `previous`: what it held where the image was baked (the first place); undefined when nothing was changed there.
 * Throws a `Failure` `parameter-not-accepted` when SSM did not take an image.
 */
export async function publish(
  name: string,
  places: readonly InRegion[],
  context: WriteContext,
): Promise<NonNullable<AfterFacts['parameter']>> {
  const previous = await allOf(
    `The parameter ${name} does not hold the image in every region`,
    places.map((place) => publishIn(name, place, context)),
  );
  return { name, previous: previous[0]?.value };
}

async function publishIn(name: string, place: InRegion, context: WriteContext): Promise<Previous> {
  const { region, clients, id } = place;
  const before = await readParameter(name, place);
  if (before?.Value === id) {
    context.log.say(`${name} in ${region} holds ${id} already.`);
    return undefined;
  }
  const version = await poll(context, {
    what: `SSM to take a new version of ${name} in ${region}`,
    schedule: { first: 0, every: 1_000, most: 4_000 },
    deadline: deadlineIn(context.clock, WRITE_MS),
    look: async () => {
      const { Version = 1 } = await clients.ssm('PutParameter', {
        Name: name,
        Value: id,
        Type: 'String',
        DataType: IMAGE_TYPE,
        Overwrite: true,
        ...(before === undefined ? { Description: 'The current image, kept by ami-launch' } : {}),
      });
      return { done: Version };
    },
  });
  await accepted({ name, version }, place, context);
  const previous = before && { value: before.Value ?? '', version: before.Version ?? 0 };
  tell({ name, version, previous }, place, context);
  return previous;
}

/** SSM answers before it has looked whether there is such an image. Source: SSM API reference, PutParameter, `DataType`. */
async function accepted(
  { name, version }: { name: string; version: number },
  place: InRegion,
  context: WriteContext,
): Promise<void> {
  const until = deadlineIn(context.clock, VALIDATION_MS);
  const { Value: value } = await poll(context, {
    what: `SSM to accept version ${version} of ${name} in ${place.region}`,
    schedule: { first: 200, every: 1_000, most: 5_000 },
    deadline: until + VALIDATION_MS,
    look: async () => {
      const now = await readParameter(name, place);
      if ((now?.Version ?? 0) >= version) return { done: now ?? {} };
      if (context.clock.now() < until) return { waiting: `version ${now?.Version ?? 'none'}` };
      throw notAccepted(name, place, now?.Value);
    },
  });
  if (value === place.id) return;
  context.log.say(
    `Another run has written ${name} in ${place.region} since: it holds ${value ?? 'nothing'}.`,
  );
}

function notAccepted(name: string, { region, id }: InRegion, value: string | undefined): Failure {
  return new Failure(
    'parameter-not-accepted',
    `SSM did not accept ${id} for ${name} in ${region} within ${seconds(VALIDATION_MS)}: ${value === undefined ? 'there is no such parameter yet' : `it still holds ${value}`}.`,
    {
      advice: `SSM looks up the image with this role's permissions: allow \`ec2:DescribeImages\` in ${region}, and run again: the image is there.`,
    },
  );
}

interface Published {
  readonly name: string;
  readonly version: number;
  readonly previous: Previous;
}

function tell({ name, version, previous }: Published, { region, id }: InRegion, { log }: WriteContext): void {
  if (previous === undefined) {
    log.say(`${name} in ${region} holds ${id} from now on (version ${version}, the first).`);
    return;
  }
  log.say(
    `${name} in ${region} holds ${id} from now on (version ${version}); before, ${previous.value}. To launch from that once: \`base-image: ssm:${name}:${previous.version}\`. To go one step back: aws ssm put-parameter --region ${region} --name ${name} --value ${previous.value} --type String --data-type ${IMAGE_TYPE} --overwrite`,
  );
}
