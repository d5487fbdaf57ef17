/**
 * Hostile answers of AWS: each mode with each of its actions answered in each wrong way, in virtual time. Writes its ends as
 * JSON. `--shard 0/2` takes every second case, `--only TEXT` those whose name has it.
 */
import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { virtualTime } from '../../support/inside/virtual-time.js';

const time = virtualTime(Date.parse('2026-11-28T00:00:00Z'));
const { startEndpoint } = await import('../../../src/endpoint/server.js');
const { DEFAULT_SETTINGS } = await import('../../../src/endpoint/world/settings.js');
const { shareEnvironment, startInside } = await import('../../support/inside/job.js');
const { costs } = await import('../../support/costs.js');
const { CANARY } = await import('../judge.js');
const { ended } = await import('../report.js');
const { consoleMutations } = await import('./consoles.js');
const { membersOf, mutations, without } = await import('./mutations.js');
const { startProxy } = await import('./proxy.js');
const { SCENES } = await import('./scenes.js');
type Scene = (typeof SCENES)[number];
type Mutation = ReturnType<typeof without>;
type CaseEnd = ReturnType<typeof ended>;
type Cost = ReturnType<typeof costs>[number];
type StepEnd = Awaited<ReturnType<ReturnType<typeof startInside>['run']>>;
await import('@aws-sdk/client-ec2').then(() => import('@aws-sdk/client-auto-scaling'));

const { values: options } = parseArgs({
  options: {
    shard: { type: 'string', default: '0/1' },
    only: { type: 'string', default: '' },
    out: { type: 'string', default: '' },
    every: { type: 'string', default: '1' },
  },
});
const [shard = 0, shards = 1] = options.shard.split('/').map(Number);

const QUICK = {
  throttle: 'off',
  pendingSeconds: 2,
  signalSeconds: 2,
  imagingSeconds: 5,
  statusChecksSeconds: 4,
} as const;
const canary = path.join(mkdtempSync(path.join(tmpdir(), 'corpus-canary-')), 'secret');
writeFileSync(canary, CANARY);

const endpoint = await startEndpoint({ speed: 1 });
const proxy = await startProxy(endpoint.url);
let strayed = 0;
const elsewhere = createServer((_request, response) => {
  strayed += 1;
  response.end('{}');
});
await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
shareEnvironment(proxy.url);
const generic = mutations({
  elsewhere: `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`,
  canary,
});

/** What of the members of answers the product reads: those that its source names. */
const source = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((file) => !file.startsWith('endpoint') && statSync(path.join('src', file)).isFile())
  .map((file) => readFileSync(path.join('src', file), 'utf8'))
  .join('\n');
const read = (name: string) =>
  new RegExp(`\\b${name.replace(/^./, (first) => first.toUpperCase())}\\b`).test(source);

interface Wrong {
  readonly action: string;
  readonly mutation: Mutation;
  /** Which ends are right; any where it says nothing. */
  readonly red?: boolean;
}

async function carryOut(scene: Scene, wrong?: Wrong): Promise<CaseEnd> {
  proxy.mutate(undefined);
  endpoint.control.reset();
  endpoint.control.settings({ ...DEFAULT_SETTINGS, ...QUICK });
  strayed = 0;
  await time.until(Promise.resolve(scene.before?.(endpoint)));
  const before = new Set(costs(endpoint.control.world()).map(({ id }) => id));
  proxy.mutate(wrong?.mutation, wrong?.action);
  const job = startInside({ clock: time.clock, ...(scene.files && { files: scene.files }) });
  const started = process.cpuUsage();
  const main = await time.until(job.run(scene.inputs));
  proxy.mutate(undefined);
  const post = await time.until(job.post(main));
  const { user, system } = process.cpuUsage(started);
  const ms = (user + system) / 1e3;
  // What was asked to end is ending.
  endpoint.control.skip(300);
  const left = costs(endpoint.control.world()).filter(
    (one) => wrong?.mutation.lies !== true && !before.has(one.id) && !mayStay(one, main, before),
  );
  job.remove();
  const end = ended(
    {
      group: `answers: ${scene.name}`,
      name: wrong === undefined ? 'as they are' : `${wrong.action}: ${wrong.mutation.name}`,
    },
    {
      steps: [main, { ...post, code: post.code }],
      requests: endpoint.control.record().length,
      faults: [
        ...left.map(({ kind, id, state }) => `leaves ${kind} ${id} ${state}`),
        ...(strayed > 0 ? ['follows a redirect'] : []),
        ...(wrong?.red === true && main.code === 0 ? ['is green'] : []),
        ...(wrong === undefined && main.code !== 0 ? ['is red with nothing wrong'] : []),
        ...(ms > 8_000 ? [`takes ${Math.round(ms)} ms`] : []),
      ],
    },
  );
  if (options.only !== '' && end.faults.length > 0)
    process.stderr.write(
      `--- ${end.name}\n${main.log.slice(0, 6000)}\n--- post\n${post.log.slice(0, 3000)}\n`,
    );
  if (process.env['LOUD'])
    process.stderr.write(
      `@ ${Math.round(ms)} ${endpoint.control.record().length} ${scene.name} ${wrong?.action}: ${wrong?.mutation.name} ${end.faults.join('; ')}\n`,
    );
  return { ...end, ms };
}

/** An image that an output has named stays with its copies, even where something failed after it; so does what was made green. */
function mayStay({ id, kind, tags }: Cost, { code, outputs }: StepEnd, before: ReadonlySet<string>): boolean {
  if (kind === 'image' || kind === 'snapshot')
    return outputs['baked-ami-id'] !== undefined && tags['ami-launch:fingerprint'] === outputs['fingerprint'];
  const groups = Object.values(endpoint.control.world().regions).flatMap(
    ({ autoScalingGroups }) => autoScalingGroups,
  );
  // A group that was there before has new instances after a way back, too.
  const whole = groups.filter(({ name }) => code === 0 || before.has(name));
  return (
    (code === 0 && (kind === 'group' || kind === 'version')) ||
    whole.some(({ instances }) => instances.some((one) => one.id === id))
  );
}

const ends: CaseEnd[] = [];
const seen = new Set<string>();
let number = 0;
for (const scene of SCENES) {
  const members = new Map<string, Set<string>>();
  proxy.onAnswer((action, answer) => {
    const known = members.get(action) ?? new Set();
    membersOf(answer)
      .filter(read)
      .forEach((name) => known.add(name));
    members.set(action, known);
  });
  const healthy = await carryOut(scene);
  proxy.onAnswer(undefined);
  if (shard === 0) ends.push(healthy);
  const wrongs = [...members].flatMap(([action, names], index): Wrong[] => {
    const first = !seen.has(action);
    seen.add(action);
    // Elsewhere the same answers are read by the same code, mostly: some of them, others in each scene.
    const some = generic.filter((_, n) => first || n % 11 === (index + number) % 11);
    const consoles = action === 'GetConsoleOutput' && scene.name === 'launch' ? consoleMutations() : [];
    return [
      ...some.map((mutation) => ({ action, mutation })),
      ...(first ? [...names].map((name) => ({ action, mutation: without(name) })) : []),
      ...consoles.map((mutation) => ({ action, mutation, red: true })),
    ];
  });
  for (const wrong of wrongs) {
    number += 1;
    const turn = number / Number(options.every);
    if (options.only === '' && (!Number.isInteger(turn) || turn % shards !== shard)) continue;
    if (!`${scene.name} ${wrong.action}: ${wrong.mutation.name}`.includes(options.only)) continue;
    ends.push(
      await carryOut(scene, wrong).catch((thrown: unknown): CaseEnd => ({
        group: `answers: ${scene.name}`,
        name: `${wrong.action}: ${wrong.mutation.name}`,
        came: 'red',
        ms: 0,
        faults: [`hangs, or breaks the test: ${String(thrown)}`],
      })),
    );
  }
}
if (options.out === '') {
  const { table, failures } = await import('../report.js');
  process.stdout.write(`${failures(ends)}\n${table(ends)}\n`);
} else writeFileSync(options.out, JSON.stringify(ends));
process.exit(0);
