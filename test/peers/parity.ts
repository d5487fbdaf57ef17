/**
 * moto and the endpoint were written independently of each other from the same documentation. Where they answer
 * alike, both are probably right; each difference is allowed by name and for a reason, or fails.
 */
import { writeFileSync } from 'node:fs';
import { AUTO_SCALING_ACTIONS } from '../../src/endpoint/actions/auto-scaling/table.js';
import { CODE_DEPLOY_ACTIONS } from '../../src/endpoint/actions/code-deploy/table.js';
import { BEANSTALK_ACTIONS } from '../../src/endpoint/actions/beanstalk/table.js';
import { CLOUD_FORMATION_ACTIONS } from '../../src/endpoint/actions/cloudformation/table.js';
import { S3_ACTIONS } from '../../src/endpoint/actions/storage/table.js';
import { EC2_ACTIONS, KMS_ACTIONS, SSM_ACTIONS, STS_ACTIONS } from '../../src/endpoint/actions/table.js';
import { startEndpoint } from '../../src/endpoint/server.js';
import { ALLOWED } from './allowed.js';
import type { AllowedDifference } from './allowed-row.js';
import type { Checks } from './check.js';
import { differences, type Answer, noCounterparts, type Counterparts, type Difference } from './compare.js';
import { resetMoto, type Moto } from './moto.js';
import type { Case } from './case.js';
import { CASES } from './parity-cases.js';
import { newSide, type Side } from './sides.js';

const TABLE = 'test/peers/DIFFERENCES.md';

interface Bench {
  readonly moto: Side;
  readonly endpoint: Side;
  readonly counterparts: Counterparts;
  /** The rows that matched something. */
  readonly used: Set<AllowedDifference>;
}

export async function parity({ check, say }: Checks, moto: Moto): Promise<void> {
  say('\nmoto and the endpoint, field by field');
  await resetMoto(moto);
  const endpoint = await startEndpoint({
    settings: { consistencySeconds: 0, throttle: 'off', instanceProfiles: [] },
  });
  const bench: Bench = {
    moto: newSide(moto.url, () => undefined),
    endpoint: newSide(endpoint.url, () => endpoint.control.skip(60)),
    counterparts: noCounterparts(),
    used: new Set(),
  };
  try {
    await check('every action has a case', everyActionHasACase);
    for (const one of CASES) await check(`${one.action}: ${one.name}`, () => compareCase(bench, one));
    await check('every allowed difference is still there', () => noRowIsIdle(bench));
    writeFileSync(TABLE, tableOf(ALLOWED));
  } finally {
    for (const side of [bench.moto, bench.endpoint]) {
      const { ec2, ssm, s3, kms, scaling, codeDeploy, stacks, beanstalk } = side;
      for (const client of [ec2, ssm, s3, kms, scaling, codeDeploy, stacks, beanstalk]) client.destroy();
    }
    await endpoint.close();
  }
}

function everyActionHasACase(): void {
  const tables = [
    EC2_ACTIONS,
    SSM_ACTIONS,
    STS_ACTIONS,
    KMS_ACTIONS,
    S3_ACTIONS,
    AUTO_SCALING_ACTIONS,
    CODE_DEPLOY_ACTIONS,
    CLOUD_FORMATION_ACTIONS,
    BEANSTALK_ACTIONS,
  ];
  const answered = tables.flatMap((table) => Object.keys(table));
  const without = answered.filter((action) => !CASES.some((one) => one.action === action));
  if (without.length > 0) throw new Error(`No case for ${without.join(', ')}`);
}

async function compareCase(bench: Bench, one: Case): Promise<void> {
  const [moto, endpoint] = await Promise.all([ask(bench.moto, one), ask(bench.endpoint, one)]);
  const found = differences(moto, endpoint, bench.counterparts);
  const unexplained = found.filter((difference) => !explained(bench, one, difference));
  if (unexplained.length === 0) return;
  const lines = new Set(
    unexplained.map((each) => `${each.path}: moto ${each.moto}, endpoint ${each.endpoint}`),
  );
  throw new Error([...lines].join('\n'));
}

async function ask(side: Side, one: Case): Promise<Answer> {
  const answer = await one.ask(side);
  for (const [name, path] of Object.entries(one.keep ?? {})) {
    const value = path
      .split('.')
      .reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], answer);
    if (typeof value === 'string') side.known.set(name, value);
  }
  side.settle();
  return answer;
}

/** All rows that match are used, so that a wide one does not hide that a narrow one has become idle. */
function explained({ used }: Bench, { action, name }: Case, { path }: Difference): boolean {
  const rows = ALLOWED.filter(
    (row) => [action, `${action}: ${name}`].includes(row.action) && globMatches(row.path, path),
  );
  for (const row of rows) used.add(row);
  return rows.length > 0;
}

/** `*` is any one name, `**` is anything. */
function globMatches(glob: string, path: string): boolean {
  const pattern = glob
    .split(/(\*\*|\*)/)
    .map((part) => (part === '**' ? '.*' : part === '*' ? '[^.]*' : part.replace(/[.[\]]/g, '\\$&')))
    .join('');
  return new RegExp(`^${pattern}$`).test(path);
}

function noRowIsIdle({ used }: Bench): void {
  const idle = ALLOWED.filter((row) => !used.has(row));
  if (idle.length === 0) return;
  throw new Error(
    `Matches nothing any more:\n${idle.map(({ action, path }) => `${action} ${path}`).join('\n')}`,
  );
}

function tableOf(rows: readonly AllowedDifference[]): string {
  const cell = (text: string) => text.replaceAll('|', '\\|');
  const key = ({ action, path }: AllowedDifference) => `${action} ${path}`;
  const lines = [...rows]
    .sort((one, other) => (key(one) < key(other) ? -1 : 1))
    .map(({ action, path, why }) => `| ${action} | \`${cell(path)}\` | ${cell(why)} |`);
  return [
    '<!-- Made by `npm run test:peers` from test/peers/allowed.ts: change that. -->',
    '',
    '# Where moto and the endpoint answer differently',
    '',
    'The same requests to both, field by field, but for the values of IDs, times and addresses.',
    'A path ends in `.length` where a list has more or fewer members; `**` is everything below.',
    '',
    '| action | field | why |',
    '| --- | --- | --- |',
    ...lines,
    '',
  ].join('\n');
}
