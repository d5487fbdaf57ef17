import type { Scan } from '../scan.js';

/** Where in a PowerShell script the reader stands. */
export interface PowershellFrame {
  readonly kind:
    | 'plain'
    | 'single'
    | 'double'
    | 'single-here'
    | 'double-here'
    | 'comment'
    | 'block-comment'
    | 'braced'
    /** The rest of a line after a "#" inside a word: a comment or not, depending on what the word is. */
    | 'perhaps-comment';
  /** For `plain`: the bracket that closes it. */
  readonly closer?: string;
}

export type PowershellScan = Scan<PowershellFrame>;

/** One step of reading; never called at a hole. */
export type Step = (scan: PowershellScan) => void;

/** What messages call the places. */
export const PLACE_NAMES: Record<PowershellFrame['kind'], string> = {
  plain: 'brackets',
  single: 'single quotes',
  double: 'double quotes',
  'single-here': "a here-string @'…'@",
  'double-here': 'a here-string @"…"@',
  comment: 'a comment',
  'block-comment': 'a comment <# … #>',
  braced: '${…}',
  'perhaps-comment': 'a line after "#" in a word',
};

/** PowerShell takes typographic quotes for quotes. Source: its tokenizer, `CharTraits.cs` (IsSingleQuote, IsDoubleQuote). */
export const SINGLE_QUOTES = "'\u2018\u2019\u201A\u201B";
export const DOUBLE_QUOTES = '"\u201C\u201D\u201E';

/** Whether the next character is one of these. */
export function seesOneOf(scan: PowershellScan, chars: string): boolean {
  const char = scan.peek();
  return typeof char === 'string' && chars.includes(char);
}

/** Copies what opens a frame, and enters it. */
export function enter(scan: PowershellScan, characters: number, frame: PowershellFrame): void {
  scan.copy(characters);
  scan.push(frame);
}

/** Copies what closes a frame, and leaves it. */
export function leave(scan: PowershellScan, characters: number): void {
  scan.copy(characters);
  scan.pop();
}
