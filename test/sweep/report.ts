/** What came of a sweep, by scenario and way, as a table that people read. */
import type { Outcome } from './broken-run.js';
import type { Kind } from './oracle.js';
import type { Answer } from './pool.js';
import type { Task } from './worker.js';

export interface Done {
  readonly task: Task;
  readonly answer: Answer<Outcome>;
}

const ENDS = ['well', 'red', 'killed', 'past'] as const;
const KINDS: readonly Kind[] = ['left', 'doubled', 'lost', 'next'];

interface Row {
  readonly name: readonly [scenario: string, way: string];
  broken: number;
  readonly ends: Record<(typeof ENDS)[number], number>;
  readonly kinds: Record<Kind, number>;
}

export function passed({ answer }: Done): boolean {
  return 'result' in answer && answer.result.findings.length === 0;
}

/** How to repeat exactly this one. */
export function repeat({ scenario, way = '', n = 0 }: Task): string {
  return `npm run sweep -- ${scenario} ${way} ${n}`;
}

export function failure({ task, answer }: Done): string {
  const words =
    'thrown' in answer
      ? [answer.thrown]
      : answer.result.findings.map(({ kind, words }) => `${kind}: ${words.slice(0, 1_500)}`);
  return [repeat(task), ...words].join('\n    ');
}

/** A row for each scenario and way, and their sum. */
export function table(all: readonly Done[]): string {
  const rows = new Map<string, Row>();
  const sum = emptyRow(['all', '']);
  for (const done of all) {
    const { scenario, way = '' } = done.task;
    const row = rows.get(`${scenario} ${way}`) ?? emptyRow([scenario, way]);
    rows.set(`${scenario} ${way}`, row);
    count(row, done);
    count(sum, done);
  }
  const heads = ['scenario', 'way', 'broken', ...ENDS, ...KINDS];
  const lines = [...rows.values(), sum].map(({ name, broken, ends, kinds }) => [
    ...name,
    ...[broken, ...ENDS.map((end) => ends[end]), ...KINDS.map((kind) => kinds[kind])].map(String),
  ]);
  const widths = heads.map((head, at) =>
    Math.max(head.length, ...lines.map((line) => line[at]?.length ?? 0)),
  );
  return [heads, ...lines]
    .map((line) =>
      line
        .map((cell, at) => (at < 2 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
        .join('  '),
    )
    .join('\n');
}

/** How often the action ran. */
export function runsOf(all: readonly Done[]): number {
  return all.reduce((sum, { answer }) => sum + ('result' in answer ? answer.result.runs : 0), 0);
}

function emptyRow(name: Row['name']): Row {
  return {
    name,
    broken: 0,
    ends: { well: 0, red: 0, killed: 0, past: 0 },
    kinds: { left: 0, doubled: 0, lost: 0, next: 0 },
  };
}

function count(row: Row, { answer }: Done): void {
  row.broken += 1;
  if (!('result' in answer)) return;
  const { ended, findings } = answer.result;
  row.ends[ended] += 1;
  for (const kind of new Set(findings.map(({ kind: one }) => one))) row.kinds[kind] += 1;
}
