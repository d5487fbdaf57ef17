/**
 * SIGKILL after every single request of a bake: then post, or where a run has lost its post step, prune.
 * Nothing is left that costs, and the next run succeeds. The real bundle, on an endpoint of its own for each kill.
 */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { type Endpoint, startEndpoint } from '../../src/endpoint/server.js';
import type { RegionDump } from '../../src/endpoint/world/dump.js';
import { type Job, startJob } from '../support/runner.js';
import type { Checks } from './check.js';

const SPEED = 60;
/** As many as the machine has cores: each is a process that mostly waits for its next look. */
const AT_ONCE = 3;
const CLOUD = {
  pendingSeconds: 1,
  signalSeconds: 0.5,
  stoppingSeconds: 1,
  imagingSeconds: 4,
  throttle: 'off',
} as const;
const FILES = {
  'big.sh': `#!/bin/sh\n# ${randomBytes(20_000).toString('hex')}\n`,
  'small.sh': '#!/bin/sh\ntrue\n',
};
/** Every call that a bake makes: staged user data, two images, a copy, a parameter, an end of its own. */
const BAKE = {
  mode: 'bake',
  bake: 'small.sh\nbig.sh',
  'layer-images': 'each',
  'staging-bucket': 'staging',
  'copy-to-regions': 'us-east-1',
  'publish-parameter': '/golden/web',
  'deprecate-after-days': '30',
  'keep-images': '2',
};
/** Longer than anything that anybody waits for. */
const DAYS = 30 * 86_400;

type Cleaner = 'post' | 'prune';

interface Killed {
  readonly n: number;
  readonly cleaner: Cleaner;
}

export async function bakeKill({ check, say }: Checks): Promise<void> {
  say('\nA bake that is killed at any of its requests');
  const requests = await countRequests();
  say(`${requests} requests in a bake with two images, staged user data, a copy and a parameter`);
  // Each state of the cloud is cleaned up in one way, its neighbours in the other.
  const all = Array.from({ length: requests }, (_, index): Killed => ({
    n: index + 1,
    cleaner: index % 2 === 0 ? 'post' : 'prune',
  }));
  for (let from = 0; from < all.length; from += AT_ONCE) {
    await Promise.all(
      all.slice(from, from + AT_ONCE).map((killed) => {
        const { n, cleaner } = killed;
        return check(
          `killed after request ${n}, then ${cleaner}: nothing is left, and the next run succeeds`,
          () => killAndLook(killed),
        );
      }),
    );
  }
}

async function stage(): Promise<{ endpoint: Endpoint; job: (run: string) => Job }> {
  const endpoint = await startEndpoint({ speed: SPEED });
  endpoint.control.settings(CLOUD);
  endpoint.control.storage.create({ name: 'staging', region: 'eu-west-1' });
  const now = () => endpoint.control.world().at;
  return {
    endpoint,
    job: (run) =>
      startJob({ url: endpoint.url, speed: SPEED, now, files: FILES, env: { GITHUB_RUN_ID: run } }),
  };
}

async function countRequests(): Promise<number> {
  const { endpoint, job } = await stage();
  try {
    const step = await job('1').run(BAKE);
    assert.equal(step.code, 0, step.log);
    return endpoint.control.record().length;
  } finally {
    await endpoint.close();
  }
}

async function killAndLook({ n, cleaner }: Killed): Promise<void> {
  const { endpoint, job } = await stage();
  try {
    const { control } = endpoint;
    const mine = job('1');
    const step = mine.start(BAKE);
    let seen = 0;
    const off = control.onRequest((when) => {
      if (when === 'after' && (seen += 1) === n) step.kill('SIGKILL');
    });
    const main = await step.ended;
    off();
    if (cleaner === 'post') {
      const post = await mine.post(main);
      assert.equal(post.code, 0, post.log);
    } else {
      control.skip(DAYS);
      await prune(job('2'), { region: 'eu-west-1', 'staging-bucket': 'staging' });
      await prune(job('2'), { region: 'us-east-1' });
    }
    // What EC2 was still at when it was looked at.
    control.skip(60);
    const told = `\n${main.log}\n${JSON.stringify(
      control
        .record()
        .slice(-25)
        .map(({ action }) => action),
    )}`;
    for (const [name, region] of Object.entries(control.world().regions))
      assert.deepEqual(leftIn(region), [], `${name}${told}`);

    const next = await job('3').run(BAKE);
    assert.equal(next.code, 0, next.log);
    const [eu, us] = [control.world().regions['eu-west-1'], control.world().regions['us-east-1']];
    assert.deepEqual(eu?.parameters['/golden/web'], next.outputs['baked-ami-id']);
    assert.ok(
      us?.images.some(({ id, state }) => id === us.parameters['/golden/web'] && state === 'available'),
    );
  } finally {
    await endpoint.close();
  }
}

async function prune(job: Job, inputs: Readonly<Record<string, string>>): Promise<void> {
  const step = await job.run({ mode: 'prune', ...inputs });
  assert.equal(step.code, 0, step.log);
}

/** What costs and is of no use. A lost journal tells nobody of staged objects: the bucket's lifecycle rule is for those. */
function leftIn({ instances, images, snapshots, buckets }: RegionDump): string[] {
  const whole = images.filter(({ state }) => state === 'available').length;
  const alive = snapshots.filter(({ state }) => state !== 'deleted');
  return [
    ...instances.filter(({ state }) => state !== 'terminated').map(({ id, state }) => `${id} ${state}`),
    ...images
      .filter(({ state }) => state !== 'available' && state !== 'deregistered')
      .map(({ id, state }) => `${id} ${state}`),
    ...(alive.length === whole ? [] : alive.map(({ id, state }) => `${id} ${state} (${whole} images)`)),
    ...Object.values(buckets).flatMap(({ objects }) => objects.map(({ key }) => key)),
  ];
}
