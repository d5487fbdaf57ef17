import type { KnownFacts } from '../../modes/result.js';
import { blocks, bold, code, joined, type Markdown, words } from '../markdown.js';
import { timeline } from './timeline.js';
import type { Story } from '../story.js';
import { took } from './words.js';

/** What was awaited, with the time that each condition took, now and before; and the run as a chart. */
export function readyPart(facts: KnownFacts, story: Story): Markdown {
  const { after = {}, readyWhen = [], tookBefore = {} } = facts;
  const names = [...new Set([...Object.keys(after), ...readyWhen])];
  // Nothing was waited for yet where nothing was launched, or rolled.
  const conditions = wasAwaited(facts) ? names : [];
  const told = conditions.map((name) => condition(name, after[name], tookBefore[name]));
  const chart = timeline(story);
  return blocks(
    chart === undefined && told.length === 0 ? undefined : words`### Timeline`,
    chart,
    told.length === 0 ? undefined : words`${bold('Ready when:')} ${joined(told, ' · ')}`,
  );
}

function wasAwaited({ launchedAt, rollout }: KnownFacts): boolean {
  return launchedAt !== undefined || rollout?.refresh !== undefined || rollout?.action === 'created';
}

function condition(name: string, now: number | undefined, before: number | undefined): Markdown {
  const earlier = before === undefined ? words`` : words` (${time(before)} before)`;
  return now === undefined
    ? words`❌ ${code(name)} not seen${earlier}`
    : words`✅ ${code(name)} ${time(now)}${earlier}`;
}

function time(seconds: number): string {
  return took(seconds * 1000);
}
