/** What must hold of every case, whatever it was given: in sentences, none where it holds. */
import type { StepEnd } from '../support/runner.js';

/** What no case may show, unless it is shown where it was put. Canaries lie in files outside every workspace. */
export const CANARY = 'canary-5d1c';
/** Begins what a hostile text would have the runner do. */
export const HOSTILE = 'HOSTILE';

/** Commands that each mean something to the runner, as lines that a text may hold. */
export const COMMANDS = [
  `::error::${HOSTILE}`,
  `::set-output name=instance-id::${HOSTILE}`,
  `::add-mask::${HOSTILE}`,
  `::stop-commands::${HOSTILE}`,
  `\u0085::warning::${HOSTILE}`,
  `\u00a0\t::save-state name=step::${HOSTILE}`,
  `##[add-mask]${HOSTILE}`,
] as const;

const MOST_LOG = 1_000_000;
/** GitHub shows no summary that is bigger. */
const MOST_SUMMARY = 1024 * 1024;

/** Ours: what `@actions/core` writes for a log of ours. */
const OURS = /^::(error|warning|group|endgroup|debug|save-state|set-output)\b/;
/** As .NET trims the runner's lines before it looks for a command: JavaScript's blanks, and NEL. */
const BLANKS = /^[\s\u0085]+/;
// eslint-disable-next-line no-control-regex -- exactly these must not reach a log
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

/** What nobody should be shown; `given`: as the case itself gave it, where that may be told. */
const NOT_FOR_PEOPLE = [
  ['a stack trace', /^\W*at .+[:(]\S*:\d+:\d+\)?$/m],
  ['a stack trace', /\bnode:internal\b/],
  ['an object', /\[object \w+\]/],
  ['undefined', /\bundefined\b/],
  ['a number that is none', /\bNaN\b|\bInvalid Date\b/],
  ['null', /(?<!["\\]):? null\b(?![\\,}\]])/],
  ['a defect', /does not know\.|Please report this/],
] as const;

/** What one step did that no step may do. */
export function faultsOf(step: StepEnd, given = ''): string[] {
  const { code, killedBy, log, summary, outputs } = step;
  const shown = [log, summary, ...Object.values(outputs)].join('\n');
  return [
    ...(killedBy === null && (code === 0 || code === 1)
      ? []
      : [`ended with ${code ?? killedBy ?? 'nothing'}`]),
    ...NOT_FOR_PEOPLE.filter(([, pattern]) => pattern.test(shown) && !pattern.test(given)).map(
      ([what, pattern]) => `shows ${what}: ${around(shown, pattern)}`,
    ),
    ...(shown.includes(CANARY) ? [`shows what lies outside: ${around(shown, CANARY)}`] : []),
    ...log
      .split(/\r\n|\r|\n/)
      .filter(isObeyed)
      .map((line) => `lets the runner obey: ${JSON.stringify(line.slice(0, 200))}`),
    ...(CONTROLS.test(log) ? [`writes control characters: ${JSON.stringify(around(log, CONTROLS))}`] : []),
    ...(code === 1 && !/^::error/m.test(log) ? ['is red without a sentence'] : []),
    ...(log.length > MOST_LOG ? [`writes ${log.length} characters of log`] : []),
    ...(Buffer.byteLength(summary) > MOST_SUMMARY ? [`writes ${summary.length} characters of summary`] : []),
  ];
}

function isObeyed(line: string): boolean {
  const trimmed = line.replace(BLANKS, '');
  if (trimmed.includes('##[')) return true;
  if (!trimmed.startsWith('::')) return false;
  return !OURS.test(trimmed) || trimmed.replace(/^::\w+(?: [^:]*)?::/, '').startsWith(HOSTILE);
}

function around(text: string, what: RegExp | string): string {
  const at = typeof what === 'string' ? text.indexOf(what) : text.search(what);
  return text.slice(Math.max(0, at - 80), at + 160).replaceAll('\n', '⏎');
}
