/** Programs that others publish as Go modules, built from source into a folder of their own for each version. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { mustRun, runCommand } from './command.js';
import { VENV } from './venv.js';

export interface GoProgram {
  readonly name: string;
  /** The package to build. */
  readonly source: string;
  readonly version: string;
}

export function goProgram({ name, version }: GoProgram): string {
  return path.join(folderOf(name, version), name);
}

/** Builds it where that has not been done yet: a minute for a big one. */
export async function makeGoProgram(program: GoProgram): Promise<void> {
  if (existsSync(goProgram(program))) return;
  const { name, source, version } = program;
  const go = await runCommand('go', ['version']).catch(() => undefined);
  if (go?.code !== 0)
    throw new Error(`${name} is built from source, and there is no Go: install Go 1.25 or newer.`);
  await mustRun('go', ['install', `${source}@${version}`], { env: { GOBIN: folderOf(name, version) } });
}

function folderOf(name: string, version: string): string {
  return path.join(VENV, 'go', `${name}-${version}`);
}
