import type { Problem } from '../problem.js';

/** How long bash may take to read a script, in milliseconds. */
const PATIENCE = 5_000;

/**
 * What bash says of a script's syntax, where this is Linux and has one. Nothing is run (`-n`), and of whatever else goes
 * wrong nothing is said: this is to spare a launch, not to stop one.
 *
 * The text goes there as it is in the workspace but for the variables' tags, which become words of the same length.
 *
 * @param text of a script for sh or bash
 */
export async function syntaxProblems(text: string): Promise<Problem[]> {
  // Switched delimiters and comments can't be told from shell without the template parser.
  if (/\{\{[=!]/.test(text)) return [];
  const { platform } = await import('node:os');
  if (platform() !== 'linux') return [];
  const masked = text.replace(/\{\{[^{}\n]*\}\}/g, (tag) => 'x'.repeat(tag.length));
  // With these patterns on, some texts mean something else: what is right in either way is right.
  const said = (await ask(['-O', 'extglob'], masked)) && (await ask([], masked));
  const [, number = '', what = ''] = /^\S*bash: line (\d+): (?!warning: )(.*)$/m.exec(said ?? '') ?? [];
  if (what === '' || endsBefore(Number(number), masked)) return [];
  return [{ line: Number(number), message: `bash can't read the script: ${what}.` }];
}

/** What bash writes to its standard error when it can't read a script; `undefined` when it can, or there is none. */
async function ask(options: readonly string[], text: string): Promise<string | undefined> {
  const { execFile } = await import('node:child_process');
  return new Promise((resolve) => {
    // With nothing in the environment, no file that BASH_ENV names is read.
    const env = { LC_ALL: 'C' };
    const child = execFile('/bin/bash', [...options, '-n'], { env, timeout: PATIENCE }, (error, _, errors) =>
      resolve(error?.code === 2 || error?.code === 1 ? errors : undefined),
    );
    child.on('error', () => resolve(undefined));
    // It may have ended before it has read all.
    child.stdin?.on('error', () => resolve(undefined));
    child.stdin?.end(text);
  });
}

/**
 * Whether the script may end before that line: what is behind an "exit" may be anything, such as an archive, or another
 * language (`'''exec' python3 "$0"`, `eval 'exec perl "$0"'`).
 */
function endsBefore(line: number, text: string): boolean {
  return text
    .split('\n')
    .slice(0, line - 1)
    .some((before) => /^(?:eval +)?['"]*(?:exit|exec)\b/.test(before));
}
