/** The Python programs that the peers' tests use, in an environment of their own at the repository's root. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { mustRun } from './command.js';

export const VENV = path.resolve('.venv-peers');
const REQUIREMENTS = path.resolve('test/peers/requirements.txt');
const STAMP = path.join(VENV, 'stamp');

export function venvProgram(name: string): string {
  return path.join(VENV, 'bin', name);
}

/** Made anew when what it is made of has changed; else left alone, which takes no time. */
export async function makeVenv(say: (text: string) => void): Promise<void> {
  const wanted = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex');
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted) {
    say('The Python environment .venv-peers is up to date.');
    return;
  }
  say('Making the Python environment .venv-peers (half a minute) …');
  rmSync(VENV, { recursive: true, force: true });
  await mustRun('python3', ['-m', 'venv', VENV]);
  await mustRun(venvProgram('pip'), ['install', '--quiet', '--requirement', REQUIREMENTS]);
  writeFileSync(STAMP, wanted);
}
