/** What a command has removed of images: never what is in use, what is young, or what is not ours. */
import { type Book, isGreen, type JobRecord } from './book.js';
import { ended, instances, PARAMETER, region, type Scene } from './scene.js';

/** What there was before, and what used it. */
export interface Before {
  readonly images: readonly string[];
  /** By image, who uses it. */
  readonly used: ReadonlyMap<string, string>;
}

export function beforePrune(scene: Scene): Before {
  const { images = [], parameters = {} } = region(scene) ?? {};
  const used = new Map<string, string>();
  for (const one of instances(scene)) if (!ended(one)) used.set(one.imageId, `the instance ${one.id}`);
  const published = parameters[PARAMETER];
  if (published !== undefined) used.set(published, `the parameter ${PARAMETER}`);
  return { images: images.filter(({ state }) => state === 'available').map(({ id }) => id), used };
}

/** In sentences, what was removed that was in use before and after, or that nobody was asked to remove. */
export function pruned(before: Before, jobs: readonly JobRecord[], scene: Scene, book: Book): string[] {
  const after = beforePrune(scene);
  const gone = before.images.filter((id) => !after.images.includes(id) && !book.deregistered.has(id));
  const plans = jobs.flatMap(({ runs }) => runs.map(({ plan }) => plan));
  const removes = plans.some(
    (plan) => plan.mode === 'prune' || (plan.mode === 'bake' && plan.keepImages !== undefined),
  );
  // Whoever is kept from deleting the snapshot, too, or killed before, says so or has no time to: a later prune does it.
  const broken = jobs.some(({ runs, lost }) => lost || runs.some((run) => !isGreen(run)));
  if (broken && removes) for (const id of gone) book.deregistered.add(id);
  return gone.flatMap((id) => {
    if (!removes) return [`the image ${id} is gone, and no run was to remove any`];
    const by = after.used.get(id);
    return by !== undefined && before.used.has(id) ? [`the image ${id} is gone, and ${by} uses it`] : [];
  });
}
