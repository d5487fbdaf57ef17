import type { Scan } from '../scan.js';
import type { Hole } from '../unit.js';

/** A here-document that was announced: `<<WORD`, `<<-WORD`, `<<'WORD'`. */
export interface Heredoc {
  /** The line that ends it. */
  readonly word: string;
  /** Nothing in it is expanded. */
  readonly quoted: boolean;
  /** Tabs at the start of lines are taken away. */
  readonly strip: boolean;
}

/** Commands. */
export interface PlainFrame {
  readonly kind: 'plain';
  /** They are those of `$(…)`. */
  readonly substitution: boolean;
  /** The next character starts a word, so that `#` would start a comment. */
  wordStart: boolean;
  /** Here-documents that start at the next line end. */
  pending: Heredoc[];
}

/** Here-documents, one after the other. */
export interface HeredocFrame {
  readonly kind: 'heredoc';
  readonly docs: Heredoc[];
  /** What the current line holds so far. */
  line: string;
  /** The last hole on the current line. */
  filledBy: Hole | undefined;
}

/** Where in a script the reader stands, and what that kind of place needs to remember. */
export type ShellFrame =
  | PlainFrame
  | HeredocFrame
  | { readonly kind: 'arithmetic'; open: number }
  | { readonly kind: 'single' | 'double' | 'ansi' | 'comment' | 'backtick' | 'parameter' };

export type ShellScan = Scan<ShellFrame>;

/** One step of reading; never called at a hole. */
export type Step = (scan: ShellScan) => void;

/** What messages call the places. */
export const PLACE_NAMES: Record<ShellFrame['kind'], string> = {
  plain: 'parentheses',
  single: 'single quotes',
  double: 'double quotes',
  ansi: "$'…'",
  comment: 'a comment',
  backtick: 'backticks',
  parameter: '${…}',
  arithmetic: '((…))',
  heredoc: 'a here-document',
};

/** The frame of commands; `substitution` when they are those of `$(…)`. */
export function commands(substitution: boolean): PlainFrame {
  return { kind: 'plain', substitution, wordStart: true, pending: [] };
}

/** Copies characters, keeping the books that every copy has to keep. */
export function copy(scan: ShellScan, count: number): string {
  const copied = scan.copy(count);
  const around = scan.around.find((frame) => frame.kind === 'heredoc');
  if (around?.kind === 'heredoc') {
    around.line += copied;
    // Shells look for a here-document's end line by line, whatever is open inside it.
    if (copied.includes('\n')) scan.doubt('after a substitution of several lines inside a here-document');
  }
  if (scan.frame.kind === 'heredoc') scan.frame.line += copied;
  if (scan.frame.kind === 'plain') scan.frame.wordStart = false;
  return copied;
}

/** Copies what opens a frame, and enters it. */
export function enter(scan: ShellScan, characters: number, frame: ShellFrame): void {
  copy(scan, characters);
  scan.push(frame);
}

/** A step into quotes of one character. */
export function open(kind: 'single' | 'double' | 'backtick'): Step {
  return (scan) => enter(scan, 1, { kind });
}

/** A step out of the current frame, over the one character that closes it. */
export function close(scan: ShellScan): void {
  copy(scan, 1);
  scan.pop();
}

/** A step over a character from which on nothing is certain. */
export function doubtful(after: string): Step {
  return (scan) => {
    scan.doubt(after);
    copy(scan, 1);
  };
}
