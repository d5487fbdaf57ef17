import type { BaseImage } from '../../image/resolve.js';
import { alert, code, joined, type Markdown, words } from '../markdown.js';
import { linked } from './console-link.js';
import { age } from './words.js';

/** `al2023` · ami-… · al2023-ami-2023… · by Amazon · 5 days old */
export function baseLine(base: BaseImage, region: string | undefined): Markdown {
  return joined(
    [
      base.source === base.id ? undefined : code(base.source),
      linked('image', base.id, region),
      base.name === '' ? undefined : code(base.name),
      words`by ${base.publisher}`,
      age(base),
    ],
    ' · ',
  );
}

/** Tells of a deprecation that is near or over; nothing while the publisher patches the image. */
export function deprecationWarning(base: BaseImage | undefined): Markdown | undefined {
  return base?.deprecationNotice === undefined
    ? undefined
    : alert('WARNING', words`${base.deprecationNotice}`);
}
