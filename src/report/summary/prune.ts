import type { PruneResult } from '../../modes/result.js';
import { blocks, type Markdown, words } from '../markdown.js';

/** What went, what stayed and why. */
export function prunePage(_result: PruneResult): Markdown {
  return blocks(words`## 🧹 Pruned`);
}
