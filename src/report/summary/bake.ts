import type { BakeResult } from '../../modes/result.js';
import { blocks, bold, code, joined, type Markdown, words } from '../markdown.js';
import type { Story } from '../story.js';
import { deprecationWarning } from './base.js';
import { linked } from './console-link.js';
import { imagePart } from './image.js';
import { lineage } from './lineage.js';
import { timeline } from './timeline.js';
import { took } from './words.js';

/** The image, and how it came to be. */
export function bakePage(result: BakeResult, story: Story): Markdown {
  const { amiId, base, bake, imageSource, region } = result;
  const title =
    imageSource === 'baked' ? words`## 🔥 The image is baked` : words`## ♻️ The image was there already`;
  const { builder = 0, imaging = 0 } = bake.took ?? {};
  return blocks(
    title,
    joined(
      [
        bold(bake.image?.name ?? ''),
        code(region),
        linked('image', amiId, region),
        bake.took && words`in ${bold(took((builder + imaging) * 1000))}`,
      ],
      ' · ',
    ),
    deprecationWarning(base),
    lineage(result, 'ready'),
    imagePart(result),
    timeline(story),
  );
}
