import type { Markdown } from '../markdown.js';
import { type Bar, gantt, type Section } from '../mermaid.js';
import type { Phase, Story } from '../story.js';
import { took } from './words.js';

/** A chart of a shorter run would show nothing. */
const WORTH_MS = 500;

/** Longer names leave their bars. */
const LONGEST = 32;

/** The run's phases, and when each condition came true, as a chart; nothing for a run that was over at once. */
export function timeline({ phases, known }: Story): Markdown | undefined {
  const [first] = phases;
  if (first === undefined) return undefined;
  const end = Math.max(...phases.map((phase) => phase.to ?? phase.from));
  if (end - first.from < WORTH_MS) return undefined;
  const run: Section = { title: 'Run', bars: phases.map((phase) => phaseBar(phase, first.from, end)) };
  const ready: Section = { title: 'Ready', bars: conditionBars(known, first.from, end) };
  return gantt([run, ready].filter(({ bars }) => bars.length > 0));
}

function phaseBar({ title, from, to = from, failed }: Phase, start: number, end: number): Bar {
  // The conditions that the wait is for have bars of their own.
  const short = title.replace(/^(Wait) for .*/s, '$1');
  return bar(short, [from - start, to - start], failed ? 'crit' : 'done', end - start);
}

function conditionBars(
  { launchedAt, after = {}, readyWhen = [] }: Story['known'],
  start: number,
  end: number,
): Bar[] {
  if (launchedAt === undefined) return [];
  const from = launchedAt - start;
  const total = end - start;
  const open = readyWhen.filter((name) => !Object.hasOwn(after, name));
  return [
    ...Object.entries(after).map(([name, seconds]) =>
      bar(name, [from, from + seconds * 1000], 'active', total),
    ),
    ...open.map((name) => bar(name, [from, total], 'crit', total)),
  ];
}

function bar(title: string, [from, to]: readonly [number, number], look: Bar['look'], total: number): Bar {
  const signs = Array.from(title);
  const short = signs.length > LONGEST ? `${signs.slice(0, LONGEST - 1).join('')}…` : title;
  // A bar that can be seen, even of what took no time.
  const least = total / 200;
  return { title: `${short} ${took(to - from)}`, from, to: Math.max(to, from + least), look };
}
