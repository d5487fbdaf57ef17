import { partitionOf } from '../aws/partition.js';
import type { ReadContext } from '../context.js';
import { Failure } from '../failure.js';
import type { BakePart } from '../inputs/request.js';
import { allOf } from './all-of.js';
import { elsewhere } from './elsewhere.js';
import { checkKey, keyOfCopy } from './keys.js';
import { checkParameter } from './parameter.js';

/**
 * Refuses, before anything is baked, what cannot work with the image once it is there: keys that are missing or cannot be
 * shared, a parameter that cannot hold an image's ID, a copy where it is or where none can go. Without such inputs it asks
 * AWS nothing; with them everything at once.
 * Throws a `Failure`.
 */
export async function checkAfter({ layers, kmsKeyId, after }: BakePart, context: ReadContext): Promise<void> {
  const { copies, shareWith, publishParameter: parameter } = after;
  if (layers.length === 0) return;
  if (kmsKeyId === undefined && copies.length + shareWith.length === 0 && parameter === undefined) return;
  const home = await context.region();
  refuseRegions(home, after.copies);
  const shared = shareWith.length > 0;
  const places = [
    { region: home, clients: context, key: kmsKeyId, input: 'kms-key-id' as const },
    ...copies.map((target) => ({
      region: target.region,
      clients: context.at(target.region),
      key: keyOfCopy(target, kmsKeyId),
      input: 'copy-to-regions' as const,
    })),
  ];
  const checks = places.flatMap((place) =>
    [
      checkKey({ ...place, shared }),
      ...(parameter === undefined ? [] : [checkParameter(parameter, place)]),
    ].map((check) => (place.region === home ? check : elsewhere(place.region, check))),
  );
  await allOf('What is to be done with the image cannot work', checks);
}

/** What the inputs alone could not tell, because the run's region came from elsewhere. */
function refuseRegions(home: string, copies: BakePart['after']['copies']): void {
  for (const { region } of copies) {
    if (region === home) {
      throw new Failure('copy-to-itself', `The image is baked in ${home}: it cannot be copied there.`, {
        advice: `Take ${home} out of \`copy-to-regions\`.`,
      });
    }
    if (partitionOf(region) !== partitionOf(home)) {
      throw new Failure('copy-too-far', `No image can be copied from ${home} to ${region}.`, {
        advice: `They are in different parts of AWS (${partitionOf(home)} and ${partitionOf(region)}), with accounts of their own: bake in each.`,
      });
    }
  }
}
