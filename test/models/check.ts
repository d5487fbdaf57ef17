/** What must hold after every command, once the post steps have run and what ends by itself has ended. */
import { costs, doubles } from '../support/costs.js';
import type { WorldDump } from '../../src/endpoint/world/dump.js';
import { type Book, isGreen, keeps, mayLeave, namedBy, type RunRecord, runsOf, stepOf } from './book.js';
import { checkGroups } from './check-groups.js';
import { checkRun } from './check-run.js';
import { ended, groupOf, instances, region, type Scene } from './scene.js';

const HOUR_MS = 3_600_000;
/** The grace that `prune` gives beyond what the tag says; half an hour of it is a builder's. */
const PRUNE_GRACE_MS = 30 * 60_000;
/** Whatever is half-made may be in the making for so long. Source: EC2 user guide, "Create an Amazon EBS-backed AMI". */
const IMAGING_MS = 26 * HOUR_MS;
/** What no user is ever to see. */
const DEFECT = /^\s+at .+:\d+:\d+|defect of ami-launch|TypeError|ReferenceError|RangeError|\bundefined\b/m;

/** Throws with all that does not hold, in sentences. */
export function check(scene: Scene, book: Book, fresh: readonly RunRecord[]): void {
  const world = scene.endpoint.control.world();
  const wrong = [
    ...fresh.flatMap((run) => checkRun(run, scene, book)),
    ...checkInstances(scene, book),
    ...checkLost(scene, book),
    ...checkImages(scene, book, world),
    ...checkSnapshots(scene, book),
    ...checkObjects(scene, book),
    ...checkDoubles(book, world),
    ...checkGroups(scene, book),
    ...scene.logs.splice(0).flatMap((log) => {
      const [found] = DEFECT.exec(log) ?? [];
      return found === undefined ? [] : [`a log holds "${found}":\n${log}`];
    }),
  ];
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
}

/** Every instance alive is named by a run that kept it, or is a group's, or was not made by us. */
function checkInstances(scene: Scene, book: Book): string[] {
  const runs = runsOf(book);
  const { at } = scene.endpoint.control.world();
  return instances(scene).flatMap((one) => {
    const { id, tags } = one;
    if (ended(one) || book.theirs.has(id) || book.strange.has(id) || groupOf(one) !== undefined) return [];
    const must = book.mustBeGone.get(id);
    if (must !== undefined) return [`${id} is alive, though ${must}`];
    const run = runs.find((each) => stepOf(each) === tags['ami-launch:step']);
    if (run === undefined) return [`${id} is alive, of no step that there was`];
    const expires = Date.parse(tags['ami-launch:expires'] ?? '');
    if (book.prunedAt > expires + PRUNE_GRACE_MS && at > expires)
      return [`${id} of run ${run.n} is alive, past its time and a prune`];
    if (keeps(run) && (namedBy(run).includes(id) || tags['ami-launch:role'] === 'builder')) return [];
    if (mayLeave(run)) return [];
    return [`${id} (${tags['ami-launch:role'] ?? ''}) of run ${run.n} is alive, and nothing named it`];
  });
}

/** What a run has called its own and kept is there, unless somebody or something ended it. Nor is what is theirs gone. */
function checkLost(scene: Scene, book: Book): string[] {
  const all = instances(scene);
  const { at } = scene.endpoint.control.world();
  const isGone = (id: string) => {
    const one = all.find((each) => each.id === id);
    return one === undefined || ended(one);
  };
  const kept = runsOf(book)
    .filter((run) => keeps(run) && isGreen(run))
    .flatMap((run) => namedBy(run).map((id) => ({ id, run })));
  const lost = kept.filter(({ id, run }) => {
    const { plan, endedAt = 0 } = run;
    const ttl = plan.mode === 'launch' ? plan.ttlMinutes : undefined;
    const over = ttl !== undefined && at > endedAt + ttl * 60_000;
    const dies = book.outcomes.get(all.findIndex((one) => one.id === id)) === 'dies';
    return isGone(id) && !over && !dies && !book.mayBeGone.has(id) && !book.strange.has(id);
  });
  const images = region(scene)?.images ?? [];
  const theirs = [...book.theirs].filter((id) => {
    if (book.mayBeGone.has(id)) return false;
    if (id.startsWith('i-')) return isGone(id);
    return images.find((one) => one.id === id)?.state !== 'available';
  });
  return [
    ...lost.map(({ id, run }) => `${id} of run ${run.n} is gone, and nobody ended it`),
    ...theirs.map((id) => `${id} was somebody's, and is gone`),
  ];
}

/** No image is half-made but what a lost run left not long ago. */
function checkImages({ endpoint }: Scene, book: Book, world: WorldDump): string[] {
  const runs = runsOf(book);
  const { at } = endpoint.control.world();
  const half = costs(world).filter(
    ({ kind, id, state }) => kind === 'image' && state !== 'available' && !book.theirs.has(id),
  );
  return half.flatMap(({ id, state, tags }) => {
    const run = runs.find((each) => stepOf(each) === tags['ami-launch:step']);
    if (run !== undefined && mayLeave(run) && !isPruned(run, book, at)) return [];
    return [`${id} of run ${run?.n ?? '?'} is ${state}, and nobody waits for it`];
  });
}

function isPruned({ startedAt }: RunRecord, { prunedAt }: Book, at: number): boolean {
  return prunedAt > startedAt + IMAGING_MS && at > prunedAt;
}

/** Every snapshot of ours is an image's. */
function checkSnapshots({ endpoint }: Scene, book: Book): string[] {
  const world = endpoint.control.world();
  const runs = runsOf(book);
  return Object.entries(world.regions).flatMap(([, { snapshots, images }]) => {
    const held = (tags: Readonly<Record<string, string>>) =>
      images.some(
        (image) =>
          image.state !== 'deregistered' &&
          image.tags['ami-launch:fingerprint'] === tags['ami-launch:fingerprint'],
      );
    return snapshots.flatMap(({ id, state, tags }) => {
      if (state === 'deleted' || !('ami-launch:role' in tags) || held(tags)) return [];
      const lost = images.some(
        (one) =>
          one.tags['ami-launch:fingerprint'] === tags['ami-launch:fingerprint'] &&
          book.deregistered.has(one.id),
      );
      const run = runs.find((each) => stepOf(each) === tags['ami-launch:step']);
      const excused = lost || (run !== undefined && mayLeave(run));
      if (excused && run !== undefined && !isPruned(run, book, world.at)) return [];
      return [`the snapshot ${id} of run ${run?.n ?? '?'} is no image's`];
    });
  });
}

/** Staged user data goes with its job; what a lost one left goes with a prune a day later. */
function checkObjects({ endpoint }: Scene, book: Book): string[] {
  const world = endpoint.control.world();
  const left = Object.values(world.regions).flatMap(({ buckets }) =>
    Object.values(buckets).flatMap(({ objects }) => objects),
  );
  const runs = runsOf(book).filter(({ plan }) => plan.mode === 'launch' && plan.staged);
  return left.flatMap(({ key, at }) => {
    const run = runs.find((each) => stepOf(each) === key.split('/')[1]);
    if (run !== undefined && mayLeave(run) && book.prunedAt < at + 25 * HOUR_MS) return [];
    return [`the object ${key} of run ${run?.n ?? '?'} is left`];
  });
}

/** Of each run at most `count` instances, of each fingerprint one image in a region. */
function checkDoubles(book: Book, world: WorldDump): string[] {
  const all = Object.values(world.regions).flatMap(({ instances: made }) => made);
  return [
    ...doubles(world, 3),
    ...runsOf(book).flatMap((run) => {
      const step = stepOf(run);
      const made = all.filter(
        ({ tags }) => tags['ami-launch:step'] === step && tags['ami-launch:role'] === 'instance',
      );
      const most = run.plan.mode === 'launch' ? run.plan.count : 0;
      const grouped = made.filter((one) => groupOf(one) === undefined);
      return step === undefined || grouped.length <= most
        ? []
        : [`run ${run.n} made ${grouped.length} instances, not ${most}`];
    }),
  ];
}
