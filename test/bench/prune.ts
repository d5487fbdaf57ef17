/** What it takes to prune an account that nobody has pruned before. */
import { baked } from '../support/baked.js';
import { memoryMb, withCloud } from './measure.js';

const REGION = 'eu-west-1';
/** Of a bake a day each. */
const LINEAGES = 5;

export interface Pruned {
  /** Greatest memory, in MB. */
  readonly mb: number;
  /** Requests beside those that there are one of for each image: for whom it is shared with, and for its removal. */
  readonly around: number;
}

/** Throws unless exactly the images that are to stay are left. The memory of the process is measured from outside. */
export async function prunedThousands(thousands: number): Promise<Pruned> {
  const count = thousands * 1_000;
  return withCloud(1, async (endpoint) => {
    const { control } = endpoint;
    control.images.add(
      Array.from({ length: count }, (_, index) =>
        baked(10 + Math.floor(index / LINEAGES), {}, `web-${index % LINEAGES}-al2023-x86_64`),
      ),
      REGION,
    );
    const mb = await memoryMb(endpoint, 1, { mode: 'prune', region: REGION });
    const left = control
      .world()
      .regions[REGION]?.images.filter(
        ({ state, tags }) => state !== 'deregistered' && 'ami-launch:lineage' in tags,
      );
    if (left?.length !== LINEAGES * 3) throw new Error(`${left?.length ?? 0} images are left`);
    const each = ['DeregisterImage', 'DescribeImageAttribute'];
    const around = control.record().filter(({ action }) => !each.includes(action)).length;
    return { mb, around };
  });
}
