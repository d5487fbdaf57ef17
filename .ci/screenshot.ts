/**
 * Draws the summary of a rehearsed launch as the job page shows it, into .github/summary.png. With a folder as argument,
 * also the pages of every other end of a run, light and dark, for a look.
 *
 *   npm run build && npm run screenshot [-- FOLDER]
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { rehearse } from './rehearsal.js';
import { shoot } from './chromium.js';
import { htmlOf } from './page.js';
import { pageTools } from './page-tools.js';
import { PAGES } from '../test/report/pages.js';

const WIDTH = 1000;
const SCALE = 1.25;

const tools = pageTools();

function draw(name: string, summary: string, theme: 'light' | 'dark', file: string): void {
  const html = htmlOf(summary, { tools, title: `${name} summary`, theme });
  const { png, height } = shoot(html, { width: WIDTH, scale: SCALE });
  writeFileSync(file, png);
  process.stdout.write(`${file}: ${WIDTH} × ${height}, ${Math.round(png.length / 1000)} kB\n`);
}

const { main } = await rehearse();
draw('launch', main.summary, 'light', '.github/summary.png');

const [folder] = process.argv.slice(2);
if (folder !== undefined) {
  mkdirSync(folder, { recursive: true });
  draw('launch', main.summary, 'dark', path.join(folder, 'rehearsal-dark.png'));
  for (const [name, page] of Object.entries(PAGES))
    draw(name, page, 'light', path.join(folder, `${name}.png`));
}
