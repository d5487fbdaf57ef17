/**
 * What shows a summary as GitHub does: its style sheet, Mermaid and fonts, from npm. They are big and only few people want
 * them, so they are installed where they are needed, into a folder that git ignores.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Mermaid as GitHub had it in autumn 2026: a block with the one word `info` tells (mermaid-js/mermaid#8289). */
const PACKAGES = [
  'mermaid@11.17.2',
  'jsdom@29.1.1',
  'github-markdown-css@5.9.0',
  '@fontsource/noto-sans@5.3.0',
];

/** Installs the packages into `folder`, once; returns the folder that they are in. */
export function pageTools(folder = '.build/page-tools'): string {
  const stamp = path.resolve(folder, `stamp-${PACKAGES.join('_').replaceAll('/', '-')}`);
  if (!existsSync(stamp)) {
    mkdirSync(folder, { recursive: true });
    const args = ['install', '--silent', '--no-save', '--ignore-scripts', '--prefix', folder, ...PACKAGES];
    execFileSync('npm', args, { stdio: 'inherit' });
    writeFileSync(stamp, '');
  }
  return path.resolve(folder, 'node_modules');
}
