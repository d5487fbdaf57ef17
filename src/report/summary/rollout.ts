import type { RolloutResult } from '../../modes/result.js';
import { blocks, bold, code, joined, type Markdown, words } from '../markdown.js';
import type { Story } from '../story.js';
import { deprecationWarning } from './base.js';
import { linked } from './console-link.js';
import { imagePart } from './image.js';
import { readyPart } from './ready.js';
import { userDataPart } from './user-data.js';

const TITLES = {
  created: 'is there',
  rolled: 'is rolled',
  changed: 'is put right',
  unchanged: 'is what it should be',
} as const;

/** A roll-out that went well. */
export function rolloutPage(result: RolloutResult, story: Story): Markdown {
  const { rollout, region, base } = result;
  const { template, version, before, instances, refresh } = rollout;
  return blocks(
    words`## ✅ The group ${rollout.group} ${TITLES[rollout.action]}`,
    joined(
      [
        bold(`${instances.length} instances`),
        code(region),
        linked('image', result.amiId, region),
        words`template ${linked('template', template.id, region)} version ${version}${
          before === undefined || before === version ? '' : ` (before: ${before})`
        }`,
        refresh && words`instance refresh ${code(refresh.id)}`,
      ],
      ' · ',
    ),
    deprecationWarning(base),
    imagePart(result),
    readyPart(result, story),
    userDataPart(result.userData),
  );
}
