/** What must hold of one run: how it ends, and whether its outputs are true. */
import { type Book, isGreen, namedBy, type RunRecord, runsOf } from './book.js';
import { ended, instances, region, type Scene } from './scene.js';

export function checkRun(run: RunRecord, scene: Scene, book: Book): string[] {
  const { end, job, n, post } = run;
  if (end === undefined) return job.lost ? [] : [`run ${n} has no end`];
  const quiet = !job.disturbed && job.brokenBy === undefined;
  const red = (step: typeof end) => `(${String(step.code)}):\n${step.log}`;
  return [
    ...(quiet && end.code !== 0 && !isExcused(run, book) ? [`run ${n} is red ${red(end)}`] : []),
    ...(quiet && post !== undefined && post.code !== 0
      ? [`the post step of run ${n} is red ${red(post)}`]
      : []),
    ...(job.hangs !== undefined ? [`run ${n} goes on for ever, at last with ${job.hangs}`] : []),
    ...(end.code === 70 ? [`run ${n} threw ${red(end)}`] : []),
    ...checkOutputs(run, scene, book),
    ...checkFingerprint(run, scene, book),
  ];
}

/** What its kind of run may fail of though nothing happens meanwhile. */
function isExcused(run: RunRecord, book: Book): boolean {
  const { plan, job, end } = run;
  if (plan.mode === 'rollout' && book.groups.get(plan.group)?.disturbed !== undefined) return true;
  if (plan.mode === 'rollout' && plan.group === 'made' && isOutrun(run, book)) return true;
  if (plan.mode !== 'terminate') return false;
  // By ID it refuses what is not ours any longer, and nothing to end is no list of IDs.
  if (plan.of === 'ids') return book.strange.size > 0 || (end?.log ?? '').includes('instance-ids');
  return job.runs.some(({ end: other }) => other === undefined);
}

/** What a run says that finds another at making the same group, or at taking it away again since that was broken. */
const RUN_AGAIN =
  /Another run (?:has just made the Auto Scaling group|is making the launch template) made|group made is being deleted/;

/** Of two runs that make the same group at the same time one says so, and to run again. */
function isOutrun({ job, startedAt, endedAt = Infinity, end }: RunRecord, book: Book): boolean {
  if (!RUN_AGAIN.test(end?.log ?? '')) return false;
  return runsOf(book).some(
    (other) =>
      other.job !== job &&
      other.plan.mode === 'rollout' &&
      other.plan.group === 'made' &&
      other.startedAt <= endedAt &&
      (other.endedAt ?? Infinity) >= startedAt,
  );
}

/** `ready` says that the instances are alive and have signalled; IDs are of what there is. */
function checkOutputs(run: RunRecord, scene: Scene, book: Book): string[] {
  const { plan, end, n, job } = run;
  const { outputs = {} } = end ?? {};
  const ids = plan.mode === 'launch' ? namedBy(run) : [];
  const all = instances(scene);
  const wrong: string[] = [];
  if (outputs['ready'] === 'true' && !isGreen(run)) wrong.push(`run ${n} is ready and red`);
  if (plan.mode === 'launch' && isGreen(run)) {
    if (outputs['ready'] !== 'true') wrong.push(`run ${n} is green and not ready`);
    if (ids.length !== plan.count) wrong.push(`run ${n} names ${ids.length} instances, not ${plan.count}`);
    for (const id of ids) {
      const one = all.find((each) => each.id === id);
      const outcome = one && book.outcomes.get(one.index);
      if (one === undefined) wrong.push(`run ${n} names ${id}, which there never was`);
      else if (outcome === 'never-signals' || outcome === 'layer-failed')
        wrong.push(`run ${n} calls ${id} ready, and it ${outcome}`);
      else if (one.imageId !== outputs['ami-id']) wrong.push(`run ${n}: ${id} is of ${one.imageId}`);
      else if (ended(one) && !job.disturbed && plan.terminate !== 'always' && !book.mayBeGone.has(id))
        wrong.push(`run ${n} calls ${id} ready, and it has ended`);
    }
  }
  return wrong;
}

/** The same content has the same image, and other content another. */
function checkFingerprint(run: RunRecord, scene: Scene, book: Book): string[] {
  const { end, contents, n, job } = run;
  const { fingerprint, 'baked-ami-id': imageId } = end?.outputs ?? {};
  const wrong: string[] = [];
  // A release in the midst of it leaves open which base image it was.
  if (fingerprint && !job.disturbed) {
    const known = book.fingerprints.get(contents);
    const other = [...book.fingerprints].find(([key, print]) => key !== contents && print === fingerprint);
    if (known !== undefined && known !== fingerprint)
      wrong.push(`run ${n}: ${contents} was ${known} and is ${fingerprint}`);
    if (other !== undefined) wrong.push(`run ${n}: ${contents} is the same as ${other[0]}`);
    book.fingerprints.set(contents, fingerprint);
  }
  if (!imageId) return wrong;
  const image = region(scene)?.images.find(({ id }) => id === imageId);
  if (image === undefined) return [...wrong, `run ${n} names the image ${imageId}, which there never was`];
  if (image.tags['ami-launch:fingerprint'] !== fingerprint)
    wrong.push(`run ${n}: ${imageId} is not of the fingerprint ${fingerprint ?? ''}`);
  const removers = runsOf(book).filter(({ plan }) => plan.mode === 'prune' || plan.mode === 'bake');
  if (image.state !== 'available' && !book.deregistered.has(imageId) && removers.length === 0)
    wrong.push(`run ${n}: ${imageId} is ${image.state}`);
  return wrong;
}
