/** Hostile files and odd machines, each in a process of its own. Writes its ends as JSON. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { startEndpoint } from '../../../src/endpoint/server.js';
import { DEFAULT_SETTINGS } from '../../../src/endpoint/world/settings.js';
import { costs } from '../../support/costs.js';
import { startJob, type StepEnd } from '../../support/runner.js';
import { startProxy } from '../answers/proxy.js';
import { CANARY } from '../judge.js';
import { type CaseEnd, ended, failures, table } from '../report.js';
import type { FileCase, Place } from './case.js';
import { FILE_CASES } from './layers.js';
import { ANSWER_CASES, MACHINE_CASES } from './machines.js';

const { values: options } = parseArgs({
  options: {
    out: { type: 'string', default: '' },
    only: { type: 'string', default: '' },
    shard: { type: 'string', default: '0/1' },
  },
});
const [shard = 0, shards = 1] = options.shard.split('/').map(Number);

/** As many times as fast as the wall's clock. */
const SPEED = 20;
const MOST_MB = 300;
const MOST_MS = 30_000;
const SETTINGS = {
  ...DEFAULT_SETTINGS,
  throttle: 'off',
  pendingSeconds: 2,
  signalSeconds: 2,
  consistencySeconds: 0,
} as const;
const PRELOADED = ['test/support/fast-clock.cjs', 'test/bench/max-rss.cjs', 'test/corpus/files/watch.cjs'];
const endpoint = await startEndpoint({ speed: SPEED });

async function carryOut(one: FileCase): Promise<CaseEnd> {
  const { control } = endpoint;
  control.reset();
  control.settings(SETTINGS);
  const proxy = await startProxy(endpoint.url);
  if (one.drip !== undefined)
    proxy.mutate({ name: 'drips', of: (answer) => ({ ...answer, dripMs: 1_000 }) }, one.drip);
  if (one.console !== undefined) {
    const { console } = one;
    proxy.mutate(
      {
        name: 'console',
        of: (answer) => ({
          ...answer,
          body: Buffer.from(
            answer.body
              .toString()
              .replace(
                /<output>[^<]*<\/output>|<output\/>/,
                (all) => `<output>${console(all).toString('base64')}</output>`,
              ),
          ),
        }),
      },
      'GetConsoleOutput',
    );
  }
  const own = mkdtempSync(path.join(tmpdir(), 'corpus-'));
  const outside = path.join(own, 'outside');
  mkdirSync(outside);
  writeFileSync(path.join(outside, 'secret'), `#!/bin/sh\n# ${CANARY}\n`);
  const [rss, watch] = [path.join(own, 'rss'), path.join(own, 'watch')];
  const env: Record<string, string> = {};
  const job = startJob({
    url: proxy.url,
    speed: SPEED,
    now: () => control.world().at,
    ...(one.files && { files: one.files }),
    env,
  });
  const place: Place = { workspace: job.workspace, temp: job.temp, outside, endpoint };
  // The runner's own folder is that of the job, but for what lies outside.
  const allowed = [
    path.dirname(job.workspace),
    path.resolve('dist'),
    path.resolve('package.json'),
    rss,
    watch,
    '/proc/self',
    // Where there is no HOME the SDK asks the system for it.
    path.join(homedir(), '.aws'),
    '/dev/full',
    '/dev/full/corpus',
    '/nowhere',
  ];
  Object.assign(env, {
    NODE_OPTIONS: `--no-warnings ${PRELOADED.map((file) => `--require ${path.resolve(file)}`).join(' ')}`,
    MAX_RSS_FILE: rss,
    WATCH_FILE: watch,
    WATCH_ALLOWED: allowed.join(':'),
    ...one.env?.(place),
  });
  one.lay?.(place);
  const inputs = typeof one.inputs === 'function' ? one.inputs(place) : one.inputs;
  let mb = 0;
  const run = async (step: Promise<StepEnd>) => {
    const end = await step;
    mb = Math.max(mb, existsSync(rss) ? Number(readFileSync(rss, 'utf8')) : 0);
    return end;
  };
  const started = job.start(inputs);
  const timer = setTimeout(() => started.kill('SIGKILL'), one.drip === undefined ? MOST_MS : 3 * MOST_MS);
  const main = await run(started.ended);
  clearTimeout(timer);
  const requests = control.record().length;
  proxy.mutate(undefined);
  const needsPost = requests > 0 || one.post !== undefined;
  const post = needsPost ? [await run(job.post(one.post?.(main, place) ?? main))] : [];
  const seen = existsSync(watch) ? [...new Set(readFileSync(watch, 'utf8').trim().split('\n'))] : [];
  const sent = proxy.bodies
    .map(
      (body) =>
        decodeURIComponent(body.replaceAll('+', ' ').replace(/%(?![0-9a-f]{2})/gi, '')) + userDataOf(body),
    )
    .join('\n');
  proxy.close();
  job.remove();
  rmSync(own, { recursive: true });
  control.skip(600);
  const end = ended(one, {
    steps: [main, ...post],
    requests,
    mb,
    given: JSON.stringify(one.files ?? {}).slice(0, 10_000),
    faults: [
      ...seen.map((file) => `opens ${file}`),
      ...(sent.includes(CANARY) ? ['sends what lies outside'] : []),
      ...(mb > MOST_MB ? [`takes ${Math.round(mb)} MB`] : []),
      ...costs(control.world()).map(({ kind, id }) => `leaves ${kind} ${id}`),
      ...(one.says?.test(main.log) === false
        ? [`does not say ${String(one.says)}: ${main.log.slice(-300)}`]
        : []),
    ],
  });
  const unwanted =
    one.want !== 'any' && one.want !== end.came
      ? [`is ${end.came}, not ${one.want}: ${main.log.slice(0, 300)}`]
      : [];
  if (options.only !== '') process.stderr.write(`${main.log.slice(0, 3000)}\n--- post ${post[0]?.log}\n`);
  return { ...end, faults: [...end.faults, ...unwanted] };
}

function userDataOf(body: string): string {
  const encoded = new URLSearchParams(body).get('UserData');
  return encoded === null ? '' : Buffer.from(encoded, 'base64').toString('latin1');
}

const ends: CaseEnd[] = [];
for (const [n, one] of [...ANSWER_CASES, ...MACHINE_CASES, ...FILE_CASES].entries()) {
  if (n % shards !== shard || !`${one.group}: ${one.name}`.includes(options.only)) continue;
  const end = await carryOut(one);
  ends.push(end);
  if (process.env['LOUD'])
    process.stderr.write(
      `@ ${Math.round(end.ms)} ${Math.round(end.mb ?? 0)} ${one.group}: ${one.name} ${end.came} ${end.faults.join('; ')}\n`,
    );
}
await endpoint.close();
if (options.out === '') process.stdout.write(`${failures(ends)}\n${table(ends)}\n`);
else writeFileSync(options.out, JSON.stringify(ends));
process.exit(0);
