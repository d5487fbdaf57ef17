/**
 * The policies of the README are the least that the modes need: by a simulator of IAM as the authorizer of the
 * endpoint, on which the real bundle runs. Everything that a policy does not allow is denied.
 */
import assert from 'node:assert/strict';
import { CALLS_OF, policyOf, type PolicyMode } from '../../src/aws/permissions.js';
import type { PlanResult } from '../../src/modes/result.js';
import type { Checks } from './check.js';
import { confines } from './iam/confines.js';
import { isKnown, LEFT_OUT, RUNS, type Run } from './iam/runs.js';
import { loadSimulator, PACKAGE, type Policy, type Simulator } from './iam/simulator.js';
import { openStage, perform, SCOPE, SCOPE_OF_BAKES, type Performed, type Stage } from './iam/stage.js';
import { variantsOf, type Variant } from './iam/variants.js';

/**
 * A plan makes up an instance to ask about: whatever a policy says of ours by their tags, it tells these as not asked; and
 * those of S3 it has no way to ask about.
 */
const NOT_ASKED_BY_PLAN = [
  'ec2:GetConsoleOutput',
  'ec2:TerminateInstances',
  's3:PutObject',
  's3:GetObject',
  's3:DeleteObject',
];
const NOT_MADE_BY_PLAN = ['PutObject', 'DeleteObject'];

/** Statements that nobody is asked about while a run looks on: what they allow is done later, or by others. */
const UNJUDGED: readonly (readonly [RegExp, string])[] = [
  [/KeysOfDisks/, 'EC2 uses the key after it has answered, and here asks nobody'],
  [/s3:GetObject/, 'S3 asks when a machine fetches by the URL; those of the endpoint have no network'],
];

const MODES = Object.keys(CALLS_OF) as PolicyMode[];

interface Proof {
  readonly checks: Checks;
  readonly stage: Stage;
  readonly simulate: Simulator;
}

export async function iam(checks: Checks): Promise<void> {
  const { check, say } = checks;
  say('\nThe policies, by a simulator of IAM');
  let simulate: Simulator | undefined;
  await check(`${PACKAGE} is installed`, async () => {
    simulate = await loadSimulator();
  });
  if (simulate === undefined) return;
  for (const { mode, name, needs = [] } of LEFT_OUT) {
    say(
      `left out: ${mode}, ${name} (the endpoint does not know ${needs.filter((one) => !isKnown(one)).join(', ')})`,
    );
  }
  const stage = await openStage();
  try {
    for (const mode of MODES) await prove(mode, { checks, stage, simulate });
    await confines({ checks, stage, simulate });
  } finally {
    await stage.close();
  }
}

async function prove(mode: PolicyMode, { checks: { check, say }, stage, simulate }: Proof): Promise<void> {
  const policy = policyOf(mode, mode === 'bake' ? SCOPE_OF_BAKES : SCOPE);
  const done = new Map<Run, Performed>();
  for (const run of RUNS.filter((one) => one.mode === mode)) {
    await check(`${mode}: ${run.name}, with the policy of the mode`, async () => {
      const performed = await perform(stage, run, policy, simulate);
      done.set(run, performed);
      works(run, performed);
    });
  }
  await check(`${mode} makes the calls that its table lists, and no others`, () => {
    const made = [...done.values()].flatMap(({ calls }) => [...calls]);
    const listed = CALLS_OF[mode].filter((call) => mode !== 'plan' || !NOT_MADE_BY_PLAN.includes(call));
    assert.deepEqual([...new Set(made)].sort(), listed.filter(isKnown).sort());
  });
  for (const variant of variantsOf(policy)) {
    const unjudged = UNJUDGED.find(([which]) => which.test(variant.without));
    if (unjudged !== undefined) {
      say(`not judged: ${mode} without ${variant.without} (${unjudged[1]})`);
      continue;
    }
    const touched = await runsTouchedBy(variant.policy, done, simulate);
    if (mode === 'plan' && variant.actions.every((action) => NOT_ASKED_BY_PLAN.includes(action)))
      touched.push(...[...done.keys()].filter((run, index) => index === 0 || run.name === 'staged'));
    if (touched.length === 0 && isLeftOut(variant, mode)) continue;
    await check(
      `${mode}: without ${variant.without} it is told that ${variant.actions.join(' or ')} is missing`,
      () => tells(touched, variant, stage, simulate),
    );
  }
}

/** To the end, but for what is made to fail; nothing is left alive that should not be, and nothing was denied. */
function works(run: Run, { ends: [main, post], answered }: Performed): void {
  assert.equal(
    main?.code === 0,
    run.fails === undefined,
    `the main step ended with ${main?.code ?? 'a signal'}:\n${main?.log ?? ''}`,
  );
  assert.equal(post?.code, 0, `the post step failed:\n${post?.log ?? ''}`);
  const denied = answered.filter(({ decision }) => decision === 'deny').map(({ asked }) => asked);
  // Nobody can allow by its tag what EC2 does not show yet, or what a plan only makes up.
  const unknown = denied.filter(
    ({ action, resource, context }) =>
      action !== 'ec2:RunInstances' &&
      /:(instance\/i|image\/ami|snapshot\/snap)-/.test(resource) &&
      !Object.keys(context).some((key) => key.startsWith('aws:ResourceTag/')),
  );
  assert.deepEqual(
    denied.filter((one) => !unknown.includes(one)),
    [],
  );
}

/** Those of which something that was allowed would now be denied. */
async function runsTouchedBy(
  policy: Policy,
  done: ReadonlyMap<Run, Performed>,
  simulate: Simulator,
): Promise<Run[]> {
  const touched: Run[] = [];
  for (const [run, { answered }] of done) {
    for (const { asked, decision } of answered) {
      if (decision === 'allow' && (await simulate(policy, asked)) === 'deny') {
        touched.push(run);
        break;
      }
    }
  }
  return touched;
}

async function tells(
  runs: readonly Run[],
  { actions, policy }: Variant,
  stage: Stage,
  simulate: Simulator,
): Promise<void> {
  assert.notEqual(runs.length, 0, 'nothing needs it: the policy allows more than the least');
  const logs: string[] = [];
  for (const run of runs) {
    const { ends } = await perform(stage, run, policy, simulate);
    if (ends.some((end) => isTold(end, run, actions))) return;
    logs.push(...ends.map(({ log }) => log));
  }
  assert.fail(`no run told of it:\n${logs.join('\n')}`);
}

/** Where a run can do without, it goes on and says so; a plan tells of what is missing, where it can still be made. */
function isTold(
  { code, log, outputs }: Performed['ends'][number],
  { mode }: Run,
  actions: readonly string[],
): boolean {
  const failed = code !== 0 && actions.some((action) => log.includes(action));
  const refused = actions.some((action) => log.includes(`not authorized to perform: ${action}`));
  if ((mode === 'bake' || mode === 'prune') && refused) return true;
  if (failed || mode !== 'plan' || code !== 0 || outputs['plan'] === undefined) return failed;
  const { permissions } = JSON.parse(outputs['plan']) as PlanResult;
  return actions.some((action) => [...permissions.missing, ...permissions.unchecked].includes(action));
}

/** What only runs need that the endpoint is not ready for. */
function isLeftOut({ without, actions }: Variant, mode: PolicyMode): boolean {
  return LEFT_OUT.filter((run) => run.mode === mode)
    .flatMap(({ needs = [] }) => needs)
    .some(
      (call) =>
        actions.some((action) => action.endsWith(`:${call}`)) ||
        (call === 'CreateLaunchTemplate' && without.includes(':launch-template/')),
    );
}
