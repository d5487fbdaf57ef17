/** Headless Chromium for pages that are files of this machine. Nothing is fetched. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const PROGRAMS = ['/usr/lib/chromium/chromium', '/usr/bin/chromium', '/usr/bin/google-chrome'];
const QUIET =
  '--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking ' +
  '--disable-component-update --disable-sync --hide-scrollbars --allow-file-access-from-files';
/** Of the page's own clock: it is drawn long before. */
const DRAWN_WITHIN_MS = 15_000;

export interface Shot {
  readonly png: Buffer;
  readonly height: number;
}

/** Draws a page as wide as `width`, as high as it is. The page's title tells its height when it is done. */
export function shoot(html: string, { width, scale }: { width: number; scale: number }): Shot {
  const folder = mkdtempSync(path.join(tmpdir(), 'ami-launch-page-'));
  try {
    const page = path.join(folder, 'page.html');
    const png = path.join(folder, 'page.png');
    writeFileSync(page, html);
    const draw = (height: number, ...args: string[]) =>
      chromium(folder, [`--window-size=${width},${height}`, ...args, page]);
    const title = /<title>(.*?)<\/title>/.exec(draw(800, '--dump-dom'))?.[1] ?? 'nothing';
    const height = Number(title);
    if (!Number.isInteger(height)) throw new Error(`The page could not be drawn: ${title}`);
    draw(height, `--force-device-scale-factor=${scale}`, `--screenshot=${png}`);
    return { png: readFileSync(png), height };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function chromium(folder: string, args: readonly string[]): string {
  const program = PROGRAMS.find((file) => existsSync(file));
  if (program === undefined) throw new Error('There is no Chromium: install the Debian package chromium.');
  return execFileSync(
    program,
    [
      ...QUIET.split(' '),
      `--user-data-dir=${folder}/profile`,
      `--virtual-time-budget=${DRAWN_WITHIN_MS}`,
      ...args,
    ],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 64 * 1024 * 1024, timeout: 120_000 },
  );
}
