import { ENVIRONMENT, variableFor } from '../../layers/environment.js';
import { firstLine } from '../../layers/text.js';
import { scanShell } from './shell/scan.js';
import { toUnits, type Filled, type Hole } from './unit.js';
import type { TextPiece } from '../template.js';

/** Shells whose quoting is POSIX's, as far as `scanShell` relies on it. */
export const SHELLS = new Set(['sh', 'bash', 'dash', 'ash', 'ksh', 'mksh']);

/**
 * Fills a shell layer. Scripts for other interpreters go through as long as they have no holes: a value quoted for a
 * shell would be something else to Python or Perl.
 */
export function fillShell(pieces: readonly (TextPiece | Hole)[]): Filled {
  const interpreter = interpreterOfScript(pieces[0]);
  const holes = pieces.filter((piece) => 'name' in piece);
  if (holes.length === 0 || SHELLS.has(interpreter)) return scanShell(toUnits(pieces));
  const message = `stands in a script for "${interpreter}", and values can only be quoted for ${[...SHELLS].join(', ')}. Read it from the environment variable`;
  return {
    text: '',
    problems: holes.map(({ name, line }) => ({
      line,
      message: `{{${name}}} ${message} ${variableFor(name, ENVIRONMENT)}.`,
    })),
  };
}

/** The name of the program in a `#!` line, looking through `env` and its options. */
export function interpreterOf(shebang: string): string {
  const words = shebang
    .slice(2)
    .trim()
    .split(/\s+/)
    .map((word) => word.replace(/^.*\//, ''));
  if (words[0] !== 'env' && words[0] !== 'busybox') return words[0] ?? '';
  return words.slice(1).find((word) => !word.startsWith('-') && !word.includes('=')) ?? '';
}

/** A script without `#!` line is the shell's; so is one with a hole on that line, which is then refused for that. */
function interpreterOfScript(first: TextPiece | Hole | undefined): string {
  const text = first !== undefined && 'text' in first ? first.text : '';
  return text.startsWith('#!') && text.includes('\n') ? interpreterOf(firstLine(text)) : 'sh';
}
