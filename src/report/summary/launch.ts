import type { LaunchResult } from '../../modes/result.js';
import { blocks, bold, code, joined, type Markdown, words } from '../markdown.js';
import type { Story } from '../story.js';
import { deprecationWarning } from './base.js';
import { linked } from './console-link.js';
import { imagePart } from './image.js';
import { instancesPart } from './instances.js';
import { lineage } from './lineage.js';
import { passedOverPart } from './places.js';
import { readyPart } from './ready.js';
import { userDataPart } from './user-data.js';
import { took } from './words.js';

/** A launch that went well. */
export function launchPage(result: LaunchResult, story: Story): Markdown {
  const { instances, base, after } = result;
  const title =
    instances.length === 1
      ? words`## ✅ One instance is ready`
      : words`## ✅ ${instances.length} instances are ready`;
  const last = Math.max(0, ...Object.values(after));
  return blocks(
    title,
    joined(
      [
        bold(`${instances.length} × ${result.place}`),
        code(result.region),
        linked('image', result.amiId, result.region),
        result.template &&
          words`template ${linked('template', result.template.id, result.region)} version ${result.template.version}`,
        words`ready ${bold(took(last * 1000))} after the launch`,
      ],
      ' · ',
    ),
    deprecationWarning(base),
    lineage(result, 'ready'),
    imagePart(result),
    instancesPart(result),
    readyPart(result, story),
    passedOverPart(result),
    userDataPart(result.userData),
  );
}
