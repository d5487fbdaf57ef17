import type { ReadContext } from '../../context.js';
import { deadlineIn, poll, type Schedule, seconds } from '../../wait/poll.js';
import { together } from '../../wait/together.js';
import { LOOK_BATCH, type InstanceFacts } from '../look.js';
import { type Condition, conditionName } from './condition.js';
import { consolePattern } from './console-pattern.js';
import { consoleReader } from './console-reader.js';
import { knock } from './knock.js';
import type { Ready, Watch } from './look-for.js';
import { factsOf, look, notYetRunning, type Roster } from './roster.js';
import { ssm } from './ssm.js';
import { statusChecks } from './status-checks.js';
import type { ReadyTimes } from './times.js';
import { userData } from './user-data.js';

/** How each kind of condition is looked at. `running` needs nothing more: all the others start from it. */
const WATCH: {
  readonly [Kind in Exclude<Condition['kind'], 'running'>]: Watch<Extract<Condition, { kind: Kind }>>;
} = {
  'status-checks': statusChecks,
  'user-data': userData,
  ssm,
  console: consolePattern,
  tcp: knock,
  http: knock,
  https: knock,
};

export interface Readiness {
  readonly instances: readonly InstanceFacts[];
  /** Seconds from the launch until each condition was seen to be true, `running` first. */
  readonly after: ReadyTimes;
}

export interface ReadyNeeds extends Omit<Ready, 'consoles'> {
  readonly conditions: readonly Condition[];
  readonly timeoutMs: number;
  /** In ms since 1970: what the seconds are counted from. */
  readonly launchedAt: number;
  /** What the conditions took before, in seconds from the launch. */
  readonly tookBefore: ReadyTimes;
  /** Told each time that one more condition has come true. */
  readonly reached: (after: ReadyTimes) => void;
}

interface Wait extends ReadyNeeds, Ready {
  readonly deadline: number;
}

/**
 * Waits until every condition is true for every instance: first for all to run, then for the conditions
 * side by side, while one more look keeps an eye on instances that end by themselves.
 */
export async function waitUntilReady(needs: ReadyNeeds, context: ReadContext): Promise<Readiness> {
  const { roster, conditions, launchedAt } = needs;
  const wait: Wait = {
    ...needs,
    consoles: consoleReader(roster.nitro),
    deadline: deadlineIn(context.clock, needs.timeoutMs),
    tookBefore: believable(needs),
  };
  const after: Record<string, number> = {};
  const reached = (name: string) => {
    after[name] = Math.round((context.clock.now() - launchedAt) / 100) / 10;
    needs.reached({ ...after });
    context.log.say(
      `${name}: true ${seconds(context.clock.now() - launchedAt)} after the launch${before(name, wait)}.`,
    );
  };
  await untilRunning(wait, context);
  reached('running');
  const open = conditions.filter((condition) => condition.kind !== 'running');
  await together(
    context,
    open.map((condition) => async (inner) => {
      await untilTrue(condition, wait, inner);
      reached(conditionName(condition));
    }),
    (inner) => watchForDeath(roster, inner),
  );
  return { instances: factsOf(roster), after };
}

/** Anybody may write a tag: what took longer than we are ready to wait says nothing about when to look. */
function believable({ tookBefore, timeoutMs }: ReadyNeeds): ReadyTimes {
  return Object.fromEntries(Object.entries(tookBefore).filter(([, took]) => took * 1000 <= timeoutMs));
}

function before(name: string, { tookBefore }: ReadyNeeds): string {
  const known = tookBefore[name];
  return known === undefined ? '' : ` (${seconds(known * 1000)} before)`;
}

/** The schedule, with the time that the condition took before where that is known. */
function scheduled(name: string, schedule: Schedule, { tookBefore }: ReadyNeeds): Schedule {
  const known = tookBefore[name];
  return known === undefined ? schedule : { ...schedule, due: known * 1000 };
}

function untilRunning(wait: Wait, context: ReadContext): Promise<true> {
  const { roster, launchedAt: since, deadline } = wait;
  const count = roster.ids.length;
  return poll(context, {
    what: count === 1 ? `${String(roster.ids[0])} to run` : `${count} instances to run`,
    schedule: scheduled('running', { first: 1_000, every: 500, most: 5_000 }, wait),
    since,
    deadline,
    advice: 'EC2 is slow today, or cannot start this type here: try another type or subnet.',
    look: async () => {
      for (;;) {
        const before = notYetRunning(roster);
        const batch = before.slice(0, LOOK_BATCH);
        await look(roster, batch, context);
        const left = notYetRunning(roster);
        if (left.length === 0) return { done: true };
        // When a whole batch runs, the next one probably does too.
        if (before.length - left.length < batch.length)
          return { waiting: `${count - left.length} of ${count} running` };
      }
    },
  });
}

function untilTrue(condition: Condition, wait: Wait, context: ReadContext): Promise<true> {
  if (condition.kind === 'running') return Promise.resolve(true);
  const watch = WATCH[condition.kind] as Watch;
  const { schedule, advice, look: lookOnce } = watch(condition, wait);
  const what = conditionName(condition);
  return poll(context, {
    what,
    schedule: scheduled(what, schedule, wait),
    since: wait.launchedAt,
    deadline: wait.deadline,
    advice,
    look: () => lookOnce(context),
  });
}

/** Ends only by throwing, or when everything else is done. Batches take turns. */
async function watchForDeath(roster: Roster, context: ReadContext): Promise<never> {
  let from = 0;
  return poll<never>(context, {
    what: 'instances to end',
    quiet: true,
    schedule: { first: 2_000, every: 2_000, most: 10_000 },
    deadline: Number.POSITIVE_INFINITY,
    look: async () => {
      await look(roster, roster.ids.slice(from, from + LOOK_BATCH), context);
      from = from + LOOK_BATCH >= roster.ids.length ? 0 : from + LOOK_BATCH;
      return { waiting: 'alive' };
    },
  });
}
