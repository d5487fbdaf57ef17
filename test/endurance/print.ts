import type { Ended } from './fleet.js';
import type { Figures } from './figures.js';
import type { Verdict } from './judge.js';

const print = (line: string) => process.stdout.write(`${line}\n`);
const row = (...cells: (string | number)[]) => print(`| ${cells.join(' | ')} |`);
const whole = (count: number) => count.toLocaleString('en');
/** So much of what a run said is enough to see why. */
const LONGEST = 3_000;
const MOST_TOLD = 3;

export interface Run {
  readonly launches: number;
  readonly parallel: number;
  readonly ends: readonly Ended[];
  /** Instances. */
  readonly made: number;
  readonly realSeconds: number;
  readonly peakMb: number;
}

export function printFigures(figures: Figures, run: Run): void {
  const { launches, parallel, ends, made, realSeconds, peakMb } = run;
  const { requests, throttled, least, seconds, launching, possible } = figures;
  const at = (share: number) => `${(seconds[Math.ceil(seconds.length * share) - 1] ?? 0).toFixed(0)} s`;
  const each = (count: number) => (count / launches).toFixed(1);
  print(`\n### ${whole(launches)} launches, ${whole(parallel)} at a time\n`);
  row('what', 'figure');
  row('---', '---');
  row('launches', kinds(ends));
  row('instances made', whole(made));
  row('requests', `${whole(requests)}: ${each(requests)} a launch`);
  row('of these answered', `${whole(requests - throttled)}: ${each(requests - throttled)} a launch`);
  row('of these throttled', `${whole(throttled)}: ${each(throttled)} a launch`);
  row('the least', `${whole(least)}: ${each(least)} a launch`);
  row('answered, to the least', `${((requests - throttled) / least).toFixed(2)} ×`);
  row('to ready: median, 99 %, most', `${at(0.5)}, ${at(0.99)}, ${at(1)}`);
  row('RunInstances, first to last', `${launching.toFixed(0)} s`);
  row(
    "what EC2's rates make it take",
    `${possible.toFixed(0)} s: ${percent(possible / launching)} of it used`,
  );
  row('memory of the whole tree at most', `${peakMb.toFixed(0)} MB`);
  row('real time', `${realSeconds.toFixed(0)} s`);
  print('');
  row('request', 'answered', 'throttled', 'answered, a launch');
  row('---', '---', '---', '---');
  for (const [action, { answered, throttled: refused }] of figures.actions)
    row(action, whole(answered), whole(refused), (answered / launches).toFixed(2));
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}

function kinds(ends: readonly Ended[]): string {
  const counts = new Map<string, number>();
  for (const { plan } of ends) counts.set(plan.kind.name, (counts.get(plan.kind.name) ?? 0) + 1);
  return [...counts].map(([name, count]) => `${whole(count)} ${name}`).join(', ');
}

/** Ends with the line that CI counts. Returns how many failed. */
export function printVerdicts(verdicts: readonly Verdict[]): number {
  print('');
  for (const { what, against } of verdicts) {
    print(`${against.length === 0 ? 'ok  ' : 'FAIL'} ${what}`);
    if (against.length > 0) print(`${against.length} against it, such as:`);
    for (const one of against.slice(0, MOST_TOLD)) print(one.slice(-LONGEST));
  }
  const failed = verdicts.filter(({ against }) => against.length > 0).length;
  print(`\n${verdicts.length - failed} passed, ${failed} failed`);
  return failed;
}
