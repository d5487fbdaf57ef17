import type { BaseImage } from '../../image/resolve.js';
import { alert, code, joined, type Markdown, words } from '../markdown.js';
import { linked } from './console-link.js';
import { age, counted } from './words.js';

const DAY_MS = 86_400_000;
/** From so many days before on, a deprecation is worth a warning. */
const SOON_DAYS = 30;

/** `al2023` · al2023-ami-2023… · ami-… · 5 days old */
export function baseLine(base: BaseImage, region: string | undefined): Markdown {
  return joined(
    [
      base.source === base.id ? undefined : code(base.source),
      linked('image', base.id, region),
      base.name === '' ? undefined : code(base.name),
      age(base),
    ],
    ' · ',
  );
}

/** Tells of a deprecation that is near or over; nothing while the publisher patches the image. */
export function deprecationWarning(base: BaseImage | undefined): Markdown | undefined {
  const left = daysUntilDeprecation(base);
  if (base === undefined || left === undefined || left > SOON_DAYS) return undefined;
  const what =
    left < 0
      ? words`The base image ${code(base.id)} has been deprecated for ${counted(-left, 'day')}: its publisher patches it no longer.`
      : words`The base image ${code(base.id)} will be deprecated ${left === 0 ? 'today' : `in ${counted(left, 'day')}`}.`;
  return alert('WARNING', words`${what} Move to an image that is still published.`);
}

function daysUntilDeprecation(base: BaseImage | undefined): number | undefined {
  if (base?.deprecated === undefined || base.created === undefined || base.ageDays === undefined)
    return undefined;
  // The image's age is as of this run: it tells what day it is.
  const days = (Date.parse(base.deprecated) - Date.parse(base.created)) / DAY_MS - base.ageDays;
  return Number.isNaN(days) ? undefined : Math.floor(days);
}
