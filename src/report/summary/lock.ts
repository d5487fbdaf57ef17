import type { Pin } from '../../image/lock.js';
import type { LockFacts } from '../../modes/result.js';
import { blocks, code, joined, type Markdown, table, words } from '../markdown.js';
import { linked } from './console-link.js';

/** What a lock file should say, beside what it says. */
export function lockPart({ path, source, changed, images }: LockFacts): Markdown {
  const state = changed ? words`should change` : words`is up to date`;
  return blocks(
    words`### The lock ${code(path)} ${state}`,
    words`It follows ${code(source)}.`,
    table(images, [
      { head: 'Region', cell: ({ region }) => code(region) },
      { head: 'Architecture', cell: ({ architecture }) => architecture },
      {
        head: 'Until now',
        cell: ({ before, now, region }) => (before?.id === now.id ? undefined : pinned(before, region)),
      },
      { head: changed ? 'From now on' : 'Image', cell: ({ now, region }) => pinned(now, region) },
    ]),
  );
}

function pinned(pin: Pin | undefined, region: string): Markdown {
  if (pin === undefined) return words`nothing`;
  const made = pin.created === undefined ? undefined : words`of ${pin.created.slice(0, 10)}`;
  return joined([linked('image', pin.id, region), code(pin.name), made], ' ');
}
