import type { Failure } from '../failure.js';
import type { Result } from '../modes/result.js';
import type { Markdown } from './markdown.js';
import type { Story } from './story.js';
import { bakePage } from './summary/bake.js';
import { failurePage } from './summary/failure.js';
import type { Fate } from './summary/fate.js';
import { launchPage } from './summary/launch.js';
import { resolvePage, terminatePage } from './summary/others.js';
import { planPage } from './summary/plan.js';
import { rolloutPage } from './summary/rollout.js';
import { prunePage } from './summary/prune.js';

/** The page that the job shows when all went well. Pure text from the result. */
export function summaryOf(result: Result, story: Story): string {
  return `${pageOf(result, story).markdown}\n`;
}

function pageOf(result: Result, story: Story): Markdown {
  switch (result.mode) {
    case 'resolve':
      return resolvePage(result);
    case 'terminate':
      return terminatePage(result);
    case 'bake':
      return bakePage(result, story);
    case 'prune':
      return prunePage(result);
    case 'plan':
      return planPage(result);
    case 'rollout':
      return rolloutPage(result, story);
    case 'launch':
      return launchPage(result, story);
  }
}

/** The page for a run that failed: what, why, what to do, and what was known until then. */
export function failureSummary(failure: Failure, fate: Fate, story: Story): string {
  return `${failurePage(failure, fate, story).markdown}\n`;
}
