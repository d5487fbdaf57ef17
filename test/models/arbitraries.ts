/** Random sequences. What is likely to meet something is likelier. */
import fc from 'fast-check';
import type { Act, ConsoleAct, FaultPlan, JobPlan, Moment, StepPlan } from './acts.js';
import { Command } from './sequence.js';

/** Leaves out what was not chosen, so that a sequence is as short to read as it can be. */
const plan = <T extends object>(shape: { [K in keyof T]: fc.Arbitrary<T[K] | undefined> }): fc.Arbitrary<T> =>
  fc
    .record(shape as never)
    .map(
      (made: object) =>
        Object.fromEntries(Object.entries(made).filter(([, value]) => value !== undefined)) as T,
    );

/** Chosen once in so many times. */
const once = <T>(inSoMany: number, arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: inSoMany - 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
const rarely = <T>(value: T) => once(7, fc.constant(value));
const pick = fc.nat(5);

const launch = plan<Extract<StepPlan, { mode: 'launch' }>>({
  mode: fc.constant('launch' as const),
  count: fc.integer({ min: 1, max: 3 }),
  hybrid: once(3, fc.constant(true)),
  terminate: once(3, fc.constantFrom('never' as const, 'always' as const)),
  ttlMinutes: rarely(60),
  keepFailed: rarely(true),
  staged: rarely(true),
});

const bake = plan<Extract<StepPlan, { mode: 'bake' }>>({
  mode: fc.constant('bake' as const),
  publish: once(2, fc.constant(true)),
  copy: rarely(true),
  keepImages: rarely(1),
});

const rollout = plan<Extract<StepPlan, { mode: 'rollout' }>>({
  mode: fc.constant('rollout' as const),
  group: fc.constantFrom('web' as const, 'made' as const),
  hybrid: once(3, fc.constant(true)),
});

const prune = plan<Extract<StepPlan, { mode: 'prune' }>>({
  mode: fc.constant('prune' as const),
  keepImages: fc.integer({ min: 1, max: 2 }),
  keepDays: fc.constantFrom(0, 7),
});

const terminate = plan<Extract<StepPlan, { mode: 'terminate' }>>({
  mode: fc.constant('terminate' as const),
  of: fc.constantFrom('job' as const, 'run' as const, 'ids' as const),
});

const step: fc.Arbitrary<StepPlan> = fc.oneof(
  { weight: 6, arbitrary: launch },
  { weight: 4, arbitrary: bake },
  { weight: 5, arbitrary: rollout },
  { weight: 2, arbitrary: prune },
  { weight: 2, arbitrary: terminate },
  { weight: 1, arbitrary: fc.constant({ mode: 'resolve' as const }) },
);

/** Most calls that matter come early: what comes later looks again. */
const moment: fc.Arbitrary<Moment> = fc.record({
  at: fc.oneof(fc.integer({ min: 1, max: 14 }), fc.integer({ min: 10, max: 50 })),
  when: fc.constantFrom('before' as const, 'after' as const),
});

const broken = fc
  .tuple(moment, fc.constantFrom('SIGINT' as const, 'SIGKILL' as const))
  .map(([at, by]) => ({ ...at, by }));

const job: fc.Arbitrary<JobPlan> = plan<JobPlan>({
  step,
  then: once(5, terminate),
  sameRun: rarely(true),
  late: once(2, fc.integer({ min: 1, max: 40 })),
  broken: once(2, broken),
  lost: once(4, fc.constant(true)),
}).map(({ lost, ...rest }) => (lost && rest.broken ? { ...rest, lost } : rest));

const action = fc.constantFrom(
  '.*',
  'Describe.*',
  'RunInstances',
  'TerminateInstances',
  'CreateImage',
  'CreateTags',
  'DescribeInstances',
  'DescribeImages',
  'CreateLaunchTemplate.*',
  'CreateAutoScalingGroup',
  'StartInstanceRefresh',
  'DescribeInstanceRefreshes',
  'UpdateAutoScalingGroup',
  'PutParameter|CopyImage|PutObject',
  'DeregisterImage|DeleteSnapshot|DeleteObject',
);

const fault: fc.Arbitrary<FaultPlan> = fc.oneof(
  {
    weight: 4,
    arbitrary: plan<Extract<FaultPlan, { action: string }>>({
      kind: fc.constantFrom('error', 'denied', 'throttle', 'cut'),
      action,
      when: once(2, fc.constant('after' as const)),
      after: fc.oneof(fc.constant(0), fc.nat(12)),
      times: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined, freq: 4 }),
      untilPosts: rarely(true),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('no-capacity' as const),
      of: fc.constantFrom('first-type', 'all'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('layer-failed' as const, 'never-signals' as const, 'dies' as const),
      nth: fc.nat(3),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('image-fails' as const), nth: fc.nat(1) }) },
);

const consoleAct: fc.Arbitrary<ConsoleAct> = fc.oneof(
  fc.record({ act: fc.constant('terminate' as const), of: fc.constantFrom('ours', 'group', 'theirs'), pick }),
  fc.record({ act: fc.constant('untag' as const), tags: fc.constantFrom('all', 'role', 'run'), pick }),
  fc.record({ act: fc.constant('retag' as const), pick }),
  fc.record({ act: fc.constant('detach' as const), pick }),
  fc.record({ act: fc.constant('deregister' as const), pick }),
  fc.record({ act: fc.constant('delete-snapshot' as const), pick }),
  fc.record({ act: fc.constant('desired' as const), to: fc.integer({ min: 1, max: 3 }) }),
  fc.constant({ act: 'edit-template' as const }),
  fc.constant({ act: 'refresh' as const }),
  fc.record({ act: fc.constant('parameter' as const), pick }),
);

const meanwhile = fc
  .tuple(
    moment,
    fc.oneof(
      { weight: 4, arbitrary: consoleAct },
      { weight: 1, arbitrary: fc.constant({ act: 'release' as const }) },
    ),
  )
  .map(([at, act]) => ({ ...at, act }));

const some = <T>(one: fc.Arbitrary<T>, inSoMany: number) =>
  once(inSoMany, fc.array(one, { minLength: 1, maxLength: 2 }));

const jobs = plan<Extract<Act, { do: 'jobs' }>>({
  do: fc.constant('jobs' as const),
  jobs: fc.oneof(
    { weight: 3, arbitrary: fc.array(job, { minLength: 1, maxLength: 1 }) },
    { weight: 2, arbitrary: fc.array(job, { minLength: 2, maxLength: 3 }) },
  ),
  faults: some(fault, 3),
  meanwhile: some(meanwhile, 4),
});

const pass = fc.constantFrom(5, 90, 1440, 3000, 12_000).map((minutes) => ({ do: 'pass' as const, minutes }));

const asCommand = (act: fc.Arbitrary<Act>) => act.map((one) => new Command(one));

/** Sequences of up to seven commands, most of which run jobs. */
export const sequences = fc.commands(
  [
    asCommand(jobs),
    asCommand(jobs),
    asCommand(jobs),
    asCommand(fc.constant({ do: 'release' as const })),
    asCommand(fc.constantFrom('app', 'first', 'second').map((layer) => ({ do: 'edit' as const, layer }))),
    asCommand(consoleAct.map((act) => ({ do: 'console' as const, act }))),
    asCommand(pass),
  ],
  { maxCommands: 7, size: 'max' },
);
