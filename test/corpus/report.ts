/** The corpus's table: a line a group, and below it whatever did not hold. */
import { faultsOf } from './judge.js';
import type { StepEnd } from '../support/runner.js';

/** How one case went. */
export interface CaseEnd {
  readonly group: string;
  readonly name: string;
  /** Before AWS was asked for anything, red with a sentence, or green. */
  readonly came: 'refused' | 'red' | 'green';
  /** What does not hold. */
  readonly faults: readonly string[];
  readonly ms: number;
  /** Greatest memory in MB, where the case is a process of its own. */
  readonly mb?: number;
}

/** What of a case all cases have in common. */
export function ended(
  { group, name }: Pick<CaseEnd, 'group' | 'name'>,
  {
    steps,
    requests,
    given,
    faults = [],
    mb,
  }: {
    readonly steps: readonly [StepEnd, ...StepEnd[]];
    readonly requests: number;
    readonly given?: string;
    readonly faults?: readonly string[];
    readonly mb?: number;
  },
): CaseEnd {
  const [main] = steps;
  return {
    group,
    name,
    came: main.code === 0 ? 'green' : requests === 0 ? 'refused' : 'red',
    faults: [...new Set([...steps.flatMap((step) => faultsOf(step, given)), ...faults])],
    ms: Math.max(...steps.map(({ ms }) => ms)),
    ...(mb !== undefined && { mb }),
  };
}

const HEAD = ['group', 'cases', 'refused', 'red', 'green', 'slowest', 'memory'];

export function table(ends: readonly CaseEnd[]): string {
  const groups = [...new Set(ends.map(({ group }) => group))];
  const rows = groups.map((group) => {
    const cases = ends.filter((one) => one.group === group);
    const count = (came: CaseEnd['came']) => String(cases.filter((one) => one.came === came).length);
    const mb = Math.max(...cases.map(({ mb = 0 }) => mb));
    return [
      group,
      String(cases.length),
      ...(['refused', 'red', 'green'] as const).map(count),
      `${(Math.max(...cases.map(({ ms }) => ms)) / 1000).toFixed(2)} s`,
      mb === 0 ? '-' : `${Math.round(mb)} MB`,
    ];
  });
  const all = [HEAD, ...rows];
  const widths = HEAD.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  return all
    .map((row) =>
      row
        .map((cell, n) => (n === 0 ? cell.padEnd(widths[n] ?? 0) : cell.padStart(widths[n] ?? 0)))
        .join('  '),
    )
    .join('\n');
}

export function failures(ends: readonly CaseEnd[]): string {
  return ends
    .filter(({ faults }) => faults.length > 0)
    .map(
      ({ group, name, faults }) => `${group}: ${name}\n${faults.map((fault) => `  - ${fault}\n`).join('')}`,
    )
    .join('');
}
