/**
 * Every input with every odd value, in a mode where it has an effect: refused before AWS is asked, by a sentence that names it,
 * or carried out as any other value. Writes its ends as JSON.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { InputRow } from '../../../src/inputs/table.js';
import { virtualTime } from '../../support/inside/virtual-time.js';

const time = virtualTime(Date.parse('2026-11-28T00:00:00Z'));
const { startEndpoint } = await import('../../../src/endpoint/server.js');
const { DEFAULT_SETTINGS } = await import('../../../src/endpoint/world/settings.js');
const { INPUTS } = await import('../../../src/inputs/table.js');
const { shareEnvironment, startInside } = await import('../../support/inside/job.js');
const { costs } = await import('../../support/costs.js');
const { groupOf, SUBNETS } = await import('../../support/group.js');
const { ended, failures, table } = await import('../report.js');
const { ODD_VALUES } = await import('./battery.js');
type CaseEnd = ReturnType<typeof ended>;
await import('@aws-sdk/client-ec2').then(() => import('@aws-sdk/client-auto-scaling'));

const { values: options } = parseArgs({
  options: {
    out: { type: 'string', default: '' },
    only: { type: 'string', default: '' },
    every: { type: 'string', default: '1' },
  },
});

const SETTINGS = {
  ...DEFAULT_SETTINGS,
  throttle: 'off',
  pendingSeconds: 2,
  signalSeconds: 2,
  imagingSeconds: 5,
} as const;
const FILES = { 'a.sh': '#!/bin/sh\necho {{A}}\n', 'bake.sh': '#!/bin/sh\ntrue\n' };
const NEW_GROUP = {
  mode: 'rollout',
  'auto-scaling-group': 'new',
  'create-group': 'true',
  'subnet-id': SUBNETS.join(),
};

const endpoint = await startEndpoint({ speed: 1 });
shareEnvironment(endpoint.url);

/** The inputs beside which one has an effect. */
function beside(name: string, { group, modes }: InputRow): Record<string, string> {
  const app = { app: 'a.sh', variables: 'A=1', 'ready-timeout': '20s' };
  if (name === 'mode') return {};
  if (/^(create-group|target-group|health-check|warm-pool)/.test(name)) return { ...app, ...NEW_GROUP };
  if (group === 'rollout')
    return { ...app, mode: 'rollout', 'auto-scaling-group': 'web', 'rollout-timeout': '5m' };
  if (group === 'bake' && modes?.[0] !== 'prune')
    return { mode: 'bake', bake: 'bake.sh', 'bake-timeout': '5m' };
  if (modes !== undefined && !modes.includes('launch')) return { mode: modes[0] ?? '' };
  return { ...app, ...(name === 'keep-failed' ? {} : { terminate: 'always' }) };
}

async function give(name: string, row: InputRow, [what, value]: [string, string]): Promise<CaseEnd> {
  const inputs = { ...beside(name, row), [name]: value };
  endpoint.control.reset();
  endpoint.control.settings(SETTINGS);
  const rolls = inputs['mode'] === 'rollout' && inputs['create-group'] === undefined;
  if (rolls) await time.until(groupOf({ endpoint }, 1));
  const asked = endpoint.control.record().length;
  const before = new Set(costs(endpoint.control.world()).map(({ id }) => id));
  const job = startInside({ clock: time.clock, files: FILES });
  const started = process.cpuUsage();
  const main = await time.until(job.run(inputs));
  const { user, system } = process.cpuUsage(started);
  const ms = (user + system) / 1e3;
  const post = await time.until(job.post(main));
  job.remove();
  const requests = endpoint.control.record().length - asked;
  endpoint.control.skip(300);
  const left = main.code === 0 ? [] : costs(endpoint.control.world()).filter(({ id }) => !before.has(id));
  const end = ended(
    { group: `inputs: ${row.group}`, name: `${name}: ${what}` },
    {
      steps: [main, post],
      requests,
      given: ` ${value} `,
      faults: [
        ...left.map(({ kind, id }) => `leaves ${kind} ${id}`),
        ...(main.code === 1 && requests === 0 && !named(main.log, name)
          ? [`does not name the input: ${main.log.slice(0, 200)}`]
          : []),
        ...(ms > 3_000 ? [`takes ${Math.round(ms)} ms`] : []),
        ...(main.log.length > 20_000 ? [`writes ${main.log.length} characters`] : []),
        ...(Object.hasOwn(Object.prototype, 'polluted') ? ['changes the prototype of all objects'] : []),
      ],
    },
  );
  if (options.only !== '' && end.faults.length > 0) process.stderr.write(`${main.log.slice(0, 3000)}\n`);
  return { ...end, ms };
}

/** Layers are told of by their paths, and an input may lack another beside it. */
function named(log: string, name: string): boolean {
  if (['app', 'bake'].includes(name)) return /^::error/m.test(log);
  return log.includes(name) || /lock file/.test(log);
}

const ends: CaseEnd[] = [];
let number = 0;
for (const [name, row] of Object.entries(INPUTS) as [string, InputRow][]) {
  for (const odd of Object.entries(ODD_VALUES)) {
    if (!`${name}: ${odd[0]}`.includes(options.only)) continue;
    if ((number += 1) % Number(options.every) !== 0) continue;
    ends.push(
      await give(name, row, odd).catch((thrown: unknown): CaseEnd => ({
        group: `inputs: ${row.group}`,
        name: `${name}: ${odd[0]}`,
        came: 'red',
        ms: 0,
        faults: [`hangs, or breaks the test: ${String(thrown)}`],
      })),
    );
  }
}
if (options.out === '') process.stdout.write(`${failures(ends)}\n${table(ends)}\n`);
else writeFileSync(options.out, JSON.stringify(ends));
process.exit(0);
