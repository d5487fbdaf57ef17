import { ENVIRONMENT, variableFor } from '../../layers/environment.js';
import type { Problem } from '../../layers/problem.js';
import type { TextPiece } from '../template.js';
import type { Filled, Hole } from './unit.js';

/**
 * Characters that mean nothing to cmd.exe, wherever they stand; beside letters and digits few are left. A backslash at the
 * end would take the quote after it from the program that is called.
 */
const SAFE = /^(?![/:@])[A-Za-z0-9_.\-/\\:@]+(?<!\\)$/;

/**
 * Fills the holes of a batch script. cmd.exe has no quoting that holds: `%` and `!` expand inside quotes, too, and a quote ends
 * them. So a value may only hold characters that mean nothing anywhere; others are read from the environment by delayed
 * expansion, whose result cmd.exe doesn't read again.
 *
 * Source of the rules: `cmd /?`, `set /?`, `for /?`; "How does the Windows Command Interpreter parse scripts?" (Stack Overflow).
 */
export function fillBatch(pieces: readonly (TextPiece | Hole)[]): Filled {
  let text = '';
  const problems: Problem[] = [];
  pieces.forEach((piece, index) => {
    if ('text' in piece) {
      text += piece.text;
      return;
    }
    const why = whyNot(piece, {
      before: text.slice(text.lastIndexOf('\n') + 1),
      after: textOf(pieces[index + 1]),
    });
    if (why !== undefined) problems.push({ line: piece.line, message: `{{${piece.name}}} ${why}` });
    text += piece.value;
  });
  return { text, problems };
}

function whyNot(hole: Hole, line: { before: string; after: string }): string | undefined {
  const { value, secret } = hole;
  if (secret !== undefined) return `is fetched when the machine boots. ${readIt(hole)}`;
  if (!SAFE.test(value))
    return `has a value that batch has no safe quoting for: only letters, digits and _ - . / \\ : @ mean nothing to cmd.exe, and not all of them at its ends. ${readIt(hole)}`;
  if (/\d$/.test(value) && /^[%!^]*[<>]/.test(line.after))
    return 'stands right before "<" or ">", which would take a digit at its end for the number of a stream. Put a blank between.';
  return joins(line)
    ? `stands where it would become part of a name between "%" or "!". ${readIt(hole)}`
    : undefined;
}

function readIt({ name }: Hole): string {
  return `Read it from the environment: "setlocal EnableDelayedExpansion" at the beginning, and !${variableFor(name, ENVIRONMENT)}! here.`;
}

/** Whether the line opens `%` or `!` before the hole, so that the value would be part of what is named there. */
function joins({ before, after }: { before: string; after: string }): boolean {
  // What closes before: a doubled sign, a parameter, a variable.
  const percents = before.replace(/%%|%(?:~[a-z]*)?[0-9*]|%[^%]+%/gi, ' ');
  const marks = before.replace(/![^!%^\s]+!/g, ' ');
  const rest = after.split('\n')[0] ?? '';
  return (
    /%~?[a-z$:]*$/i.test(percents) ||
    /%%~?[a-z$:]*$/i.test(before) ||
    (percents.includes('%') && rest.includes('%')) ||
    (marks.includes('!') && rest.includes('!'))
  );
}

function textOf(piece: TextPiece | Hole | undefined): string {
  if (piece === undefined) return '';
  return 'text' in piece ? piece.text : piece.value;
}
