import { isHole } from '../unit.js';
import {
  DOUBLE_QUOTES,
  enter,
  leave,
  seesOneOf,
  SINGLE_QUOTES,
  type PowershellFrame,
  type PowershellScan,
  type Step,
} from './frames.js';

/** How reading goes on from each kind of place; never called at a hole. */
export const STEPS: Record<PowershellFrame['kind'], Step> = {
  plain: stepPlain,
  single: (scan) => stepQuoted(scan, SINGLE_QUOTES),
  double: (scan) => (stepExpanding(scan) ? undefined : stepQuoted(scan, DOUBLE_QUOTES)),
  'single-here': (scan) => stepHere(scan, SINGLE_QUOTES),
  'double-here': (scan) => (stepExpanding(scan) ? undefined : stepHere(scan, DOUBLE_QUOTES)),
  comment: stepLine,
  'perhaps-comment': stepLine,
  'block-comment': (scan) => (scan.sees('#>') ? leave(scan, 2) : void scan.copy(1)),
  braced: (scan) => {
    if (!escape(scan) && scan.copy(1) === '}') scan.pop();
  },
};

const CLOSERS: Record<string, string> = { '(': ')', '{': '}' };

function stepPlain(scan: PowershellScan): void {
  if (escape(scan) || openComment(scan) || openString(scan)) return;
  const char = scan.copy(1);
  const closer = CLOSERS[char];
  if (closer !== undefined) scan.push({ kind: 'plain', closer });
  else if (char === scan.frame.closer) scan.pop();
  else if (char === '-' && scan.out.endsWith('--') && scan.sees('%')) scan.doubt('after "--%"');
}

function openComment(scan: PowershellScan): boolean {
  if (scan.sees('<#')) {
    enter(scan, 2, { kind: 'block-comment' });
    return true;
  }
  if (!scan.sees('#')) return false;
  const startsToken = /(^|[\s(){};,|&=])$/.test(scan.out);
  const rest = scan.restOfLine();
  if (!startsToken && /['"`\u2018-\u201E]|<#|#>|[(){}]/.test(rest))
    scan.doubt('after a line with "#" inside a word');
  enter(scan, 1, { kind: startsToken ? 'comment' : 'perhaps-comment' });
  return true;
}

function openString(scan: PowershellScan): boolean {
  const here = /^@(['"\u2018-\u201E])(.*)$/.exec(scan.restOfLine());
  if (here !== null) {
    openHere(scan, here[1] ?? '', here[2] ?? '');
    return true;
  }
  if (scan.sees('${')) enter(scan, 2, { kind: 'braced' });
  else if (seesOneOf(scan, SINGLE_QUOTES)) enter(scan, 1, { kind: 'single' });
  else if (seesOneOf(scan, DOUBLE_QUOTES)) enter(scan, 1, { kind: 'double' });
  else return false;
  return true;
}

function openHere(scan: PowershellScan, quote: string, rest: string): void {
  const blank = rest.trim() === '';
  scan.copy(2 + (blank ? rest.length : 0));
  // "@'" with more on its line is an error to PowerShell; so is a hole there.
  if (!scan.sees('\n')) scan.doubt(`after "@${quote}" with more on its line`);
  scan.push({ kind: SINGLE_QUOTES.includes(quote) ? 'single-here' : 'double-here' });
}

/** What backticks and `$` do in strings that expand; false when there is neither. */
function stepExpanding(scan: PowershellScan): boolean {
  if (escape(scan)) return true;
  if (scan.sees('$(')) enter(scan, 2, { kind: 'plain', closer: ')' });
  else if (scan.sees('${')) enter(scan, 2, { kind: 'braced' });
  else return false;
  return true;
}

/** A doubled quote, even of two different ones, stands for itself. */
function stepQuoted(scan: PowershellScan, quotes: string): void {
  if (!seesOneOf(scan, quotes)) {
    scan.copy(1);
    return;
  }
  scan.copy(1);
  if (seesOneOf(scan, quotes)) scan.copy(1);
  else scan.pop();
}

function stepHere(scan: PowershellScan, quotes: string): void {
  const ends = /[\r\n]$/.test(scan.out) && seesOneOf(scan, quotes) && scan.peek(1) === '@';
  if (ends) leave(scan, 2);
  else scan.copy(1);
}

function stepLine(scan: PowershellScan): void {
  if (seesOneOf(scan, '\r\n')) scan.pop();
  else scan.copy(1);
}

function escape(scan: PowershellScan): boolean {
  if (!scan.sees('`')) return false;
  const copied = scan.copy(2);
  const next = scan.peek();
  if (copied === '`' && isHole(next))
    scan.refuse(next, 'stands right after a backtick, which would change it. Take the backtick away.');
  return true;
}
