import type { ReadContext, ReadingClients } from '../context.js';
import type { AfterNeeds } from './after.js';
import type { BakedImage } from './in-region.js';
import { keyName, keyOfCopy } from './keys.js';
import { isComplete } from '../image/state.js';
import { findCopy } from './look.js';
import { readParameter } from './parameter.js';

/**
 * What would be done with an image, in sentences; nothing for what is so already. Asks for copies only where there is an
 * image, and for the parameter in each region.
 *
 * @param image undefined while it has still to be baked
 */
export async function plannedAfter(
  image: BakedImage | undefined,
  { after, kmsKeyId }: AfterNeeds,
  context: ReadContext,
): Promise<string[]> {
  const { copies, publishParameter: parameter } = after;
  if (copies.length === 0 && parameter === undefined) return [];
  const home = await context.region();
  const told = await Promise.all([
    valueTold(parameter, { region: home, clients: context, id: image?.id }),
    ...copies.map(async (target) => {
      const { region } = target;
      const clients = context.at(region);
      const copy = image?.reused === true ? await findCopy(image, clients.ec2) : undefined;
      const told = await valueTold(parameter, { region, clients, id: copy?.ImageId });
      if (copy !== undefined)
        return isComplete(copy)
          ? told
          : [`The copy ${copy.ImageId ?? ''} in ${region} is under way.`, ...told];
      return [
        `The image would be copied to ${region}, encrypted with ${keyName(keyOfCopy(target, kmsKeyId))}.`,
        ...told,
      ];
    }),
  ]);
  return told.flat();
}

interface Held {
  readonly region: string;
  readonly clients: ReadingClients;
  /** Undefined: an image that is not there yet. */
  readonly id: string | undefined;
}

async function valueTold(name: string | undefined, { region, clients, id }: Held): Promise<string[]> {
  if (name === undefined) return [];
  const value = (await readParameter(name, { region, clients }))?.Value;
  if (value !== undefined && value === id) return [];
  const then = id ?? 'the new image';
  return [
    value === undefined
      ? `${name} would be made in ${region}, with ${then}.`
      : `${name} in ${region} would change from ${value} to ${then}.`,
  ];
}
