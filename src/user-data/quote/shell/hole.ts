import type { Hole } from '../unit.js';
import { PLACE_NAMES, type ShellFrame, type ShellScan } from './frames.js';
import { fillInHeredoc } from './heredoc.js';

/** A value (without NUL) as one word of a POSIX shell. */
export function quoteForShell(value: string): string {
  return `'${value.replaceAll("'", "'\\''")}'`;
}

/** Where values may stand beside here-documents, and how they are written there. */
const FILLINGS: Partial<Record<ShellFrame['kind'], (value: string) => string>> = {
  plain: quoteForShell,
  single: (value) => value.replaceAll("'", "'\\''"),
  // Out of the double quotes and back in: nothing before or after can join with the value to mean something.
  double: (value) => `"${quoteForShell(value)}"`,
  comment: (value) => value,
};

/**
 * How a secret is read from its environment variable in those places. Shells neither split nor evaluate what expands in
 * double quotes.
 */
const SECRETS: Partial<Record<ShellFrame['kind'], (variable: string) => string>> = {
  plain: (variable) => `"\${${variable}}"`,
  single: (variable) => `'"\${${variable}}"'`,
  double: (variable) => `\${${variable}}`,
  comment: (variable) => `\${${variable}}`,
};

/** Fills the hole that comes next, or refuses it. */
export function fillHole(scan: ShellScan, hole: Hole): void {
  const { frame } = scan;
  const no = whyNot(scan, hole);
  if (no !== undefined) scan.refuse(hole, no);
  else if (frame.kind === 'heredoc') fillInHeredoc(scan, frame, hole);
  else if (hole.secret !== undefined) scan.fill(SECRETS[frame.kind]?.(hole.secret.variable) ?? '');
  else scan.fill(FILLINGS[frame.kind]?.(hole.value) ?? '');
  if (frame.kind === 'plain') frame.wordStart = false;
}

function whyNot(scan: ShellScan, hole: Hole): string | undefined {
  const elsewhere = `Set a variable above it (VALUE={{${hole.name}}}) and use "$VALUE" here.`;
  if (scan.unsure !== undefined) {
    return `stands ${scan.unsure}, where it is uncertain how a shell reads on. ${elsewhere}`;
  }
  const closed = closedPlace(scan);
  if (closed !== undefined) return `stands inside ${closed}. ${elsewhere}`;
  if (scan.frame.kind === 'comment') return whyNotInComment(scan, hole);
  // bash evaluates an array's index even when it is quoted.
  const inIndex = scan.frame.kind === 'plain' && /\w\[[^\]\s]*$/.test(scan.out);
  return inIndex ? `stands in an array's index, which bash evaluates. ${elsewhere}` : undefined;
}

/** The first place around the hole, from outside, in which no value may stand. */
function closedPlace(scan: ShellScan): string | undefined {
  const { kind } = scan.frame;
  const around = scan.around.find((frame) => frame.kind !== 'plain' && frame.kind !== 'double');
  if (around !== undefined) return PLACE_NAMES[around.kind];
  if (kind !== 'heredoc' && FILLINGS[kind] === undefined) return PLACE_NAMES[kind];
  // Older shells look for the end of $(…) without regard for these two.
  const substituted = scan.around.some((frame) => frame.kind === 'plain' && frame.substitution);
  return substituted && (kind === 'heredoc' || kind === 'comment')
    ? `${PLACE_NAMES[kind]} in $(…)`
    : undefined;
}

function whyNotInComment(scan: ShellScan, hole: Hole): string | undefined {
  if (scan.out.startsWith('#!') && !scan.out.includes('\n')) {
    return 'stands on the "#!" line, which has no quoting. Write the interpreter out.';
  }
  return /[\n\r]/.test(hole.value)
    ? 'stands in a comment, and its value has several lines, which would end the comment.'
    : undefined;
}
