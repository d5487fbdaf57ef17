import type { BakeResult } from '../../modes/result.js';
import { blocks, type Markdown, words } from '../markdown.js';
import type { Story } from '../story.js';
import { lineage } from './lineage.js';

/** The image, and how it came to be. */
export function bakePage(result: BakeResult, _story: Story): Markdown {
  return blocks(words`## 🍞 The image is ready`, lineage(result, 'ready'));
}
