import { readdir, realpath, stat } from 'node:fs/promises';
import { join, posix } from 'node:path';
import type { LayerFile } from './layer.js';
import { isInside, readBounded } from '../workspace.js';
import { grouped } from '../grouped.js';
import type { Problem } from './problem.js';

/** The scripts that a folder's layer may run, one for each system: the image's decides where there are two. */
export const SCRIPTS = ['setup.sh', 'setup.ps1', 'setup.cmd', 'setup.bat'] as const;

/** What a folder may hold at the most: it travels with every launch. */
const MOST_FILES = 5_000;
const MOST_BYTES = 50 * 1024 * 1024;

/** What is kept out: it differs between checkouts of the same commit. */
const LEFT_OUT = new Set(['.git']);

/** The names in a folder that are a layer's scripts; none: it is no layer. */
export async function scriptsIn(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  const [linux, ...windows] = SCRIPTS;
  const one = windows.find((name) => names.includes(name));
  return [...(names.includes(linux) ? [linux] : []), ...(one === undefined ? [] : [one])];
}

/**
 * All files of a folder but those left out at its top (the scripts that it runs), sorted by path. Links to files are followed
 * as long as they stay in the workspace; links to folders, and whatever else isn't an ordinary file, are refused.
 *
 * @param folder absolute, links resolved
 * @param under goes before each file's path, such as `modules/`
 * @param source what messages call the folder, where it isn't the layer's
 */
export async function filesIn(
  folder: string,
  workspace: string,
  {
    leaveOut = [],
    under = '',
    source,
  }: { leaveOut?: readonly string[]; under?: string; source?: string } = {},
): Promise<LayerFile[] | Problem> {
  const names = await namesIn(folder);
  const others = names.filter((name) => !leaveOut.includes(name)).sort();
  if (names.length > MOST_FILES) {
    return {
      message: `The folder holds more than ${grouped(MOST_FILES)} files. Let the script download what it needs.`,
    };
  }
  const files: LayerFile[] = [];
  let bytes = 0;
  for (const path of others) {
    const file = join(folder, path);
    const real = await realpath(file).catch(() => undefined);
    if (real === undefined) return { message: `"${path}" in it is a link to nothing.` };
    if (!isInside(real, workspace)) return { message: `"${path}" in it is a link out of the workspace.` };
    const facts = await stat(real);
    if (!facts.isFile()) return { message: `"${path}" in it is neither a file nor a link to one.` };
    bytes += facts.size;
    if (bytes > MOST_BYTES) {
      return {
        message: `The folder holds more than ${grouped(MOST_BYTES)} bytes. Let the script download what is big.`,
      };
    }
    const from = source === undefined ? undefined : posix.join(source, path);
    files.push(await fileAt(real, under + path, from));
  }
  return files;
}

/**
 * One file, as it travels: with its executable bit.
 *
 * @param real absolute, links resolved
 * @param source what messages call it, where it isn't the layer's
 */
export async function fileAt(real: string, path: string, source?: string): Promise<LayerFile> {
  const { mode } = await stat(real);
  return {
    path,
    content: await readBounded(real, MOST_BYTES),
    executable: (mode & 0o111) !== 0,
    ...(source !== undefined && { source }),
  };
}

/** The paths of all that is in a folder and no folder; one more than there may be at the most. */
async function namesIn(folder: string): Promise<string[]> {
  const names: string[] = [];
  const walk = async (below: string): Promise<void> => {
    const entries = await readdir(join(folder, below), { withFileTypes: true });
    for (const entry of entries) {
      if (LEFT_OUT.has(entry.name)) continue;
      const name = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) await walk(name);
      else names.push(name);
      if (names.length > MOST_FILES) return;
    }
  };
  await walk('');
  return names;
}
