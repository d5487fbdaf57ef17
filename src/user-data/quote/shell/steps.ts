import { dollar, escape } from './expansion.js';
import {
  close,
  commands,
  copy,
  doubtful,
  enter,
  open,
  type ShellFrame,
  type ShellScan,
  type Step,
} from './frames.js';
import { readHeredocStart, stepHeredoc } from './heredoc.js';

const PLAIN: Record<string, Step> = {
  "'": open('single'),
  '"': open('double'),
  '`': open('backtick'),
  '\\': escape,
  $: dollar,
  '<': lessThan,
  '(': openParenthesis,
  ')': closeParenthesis,
  '\n': newline,
};

const DOUBLE: Record<string, Step> = { '"': close, '\\': escape, $: dollar, '`': open('backtick') };

const BACKTICK: Record<string, Step> = { '`': close, '\\': escape };

const PARAMETER: Record<string, Step> = {
  '}': close,
  '\\': escape,
  $: dollar,
  '`': open('backtick'),
  "'": quoteInParameter,
  '"': quoteInParameter,
};

const ARITHMETIC: Record<string, Step> = {
  '(': (scan) => countParenthesis(scan, 1),
  ')': (scan) => countParenthesis(scan, -1),
  $: dollar,
  '`': open('backtick'),
  "'": doubtful('after quotes inside ((…))'),
  '"': doubtful('after quotes inside ((…))'),
  '\n': doubtful('after ((…)) of several lines'),
};

/** How reading goes on from each kind of place; never called at a hole. */
export const STEPS: Record<ShellFrame['kind'], Step> = {
  plain: stepPlain,
  single: (scan) => copyUntil(scan, "'"),
  double: byCharacter(DOUBLE),
  ansi: stepAnsi,
  comment: (scan) => (scan.sees('\n') ? scan.pop() : void copy(scan, 1)),
  backtick: byCharacter(BACKTICK),
  parameter: byCharacter(PARAMETER),
  arithmetic: byCharacter(ARITHMETIC),
  heredoc: stepHeredoc,
};

function byCharacter(steps: Record<string, Step>): Step {
  return (scan) => {
    const char = scan.peek();
    const step = typeof char === 'string' ? steps[char] : undefined;
    if (step === undefined) copy(scan, 1);
    else step(scan);
  };
}

function copyUntil(scan: ShellScan, closing: string): void {
  if (copy(scan, 1) === closing) scan.pop();
}

function stepPlain(scan: ShellScan): void {
  const { frame } = scan;
  if (frame.kind !== 'plain') return;
  if (frame.wordStart && scan.sees('#')) {
    scan.push({ kind: 'comment' });
    return;
  }
  // The parentheses of `case` patterns don't pair, and only a real parser can tell them from those that do.
  if (frame.wordStart && scan.depth > 0 && /^case\s/.test(`${scan.restOfLine()}\n`)) {
    scan.doubt('after a "case" inside parentheses');
  }
  const separates = [' ', '\t', ';', '&', '|', '>'].some((char) => scan.sees(char));
  byCharacter(PLAIN)(scan);
  if (separates) frame.wordStart = true;
}

function lessThan(scan: ShellScan): void {
  if (scan.sees('<<<')) copy(scan, 3);
  else if (scan.sees('<<')) readHeredocStart(scan);
  else copy(scan, 1);
}

/** To dash, `$'` is a dollar sign and an ordinary quote, in which a backslash means nothing. */
function stepAnsi(scan: ShellScan): void {
  if (scan.sees("\\'")) scan.doubt("after $'…\\'…', which sh and bash read differently");
  if (scan.sees('\\')) copy(scan, 2);
  else copyUntil(scan, "'");
}

/** Quotes inside `"${x:-…}"` are quotes to some shells and letters to others. */
function quoteInParameter(scan: ShellScan): void {
  const quoted = scan.around.some(({ kind }) => kind === 'double' || kind === 'heredoc');
  const step = quoted ? doubtful('after quotes inside "${…}"') : open(scan.sees("'") ? 'single' : 'double');
  step(scan);
}

function openParenthesis(scan: ShellScan): void {
  if (scan.sees('((')) enter(scan, 2, { kind: 'arithmetic', open: 0 });
  else enter(scan, 1, commands(false));
}

function closeParenthesis(scan: ShellScan): void {
  const { frame } = scan;
  if (frame.kind !== 'plain') return;
  if (frame.pending.length > 0) scan.doubt('after a here-document whose parenthesis closes before it starts');
  copy(scan, 1);
  // At the outermost level this is the parenthesis of a `case` pattern.
  if (scan.depth > 0) scan.pop();
  // `$(…)#` is one word; after other parentheses a new one starts.
  if (scan.frame.kind === 'plain') scan.frame.wordStart = !frame.substitution;
}

function countParenthesis(scan: ShellScan, by: 1 | -1): void {
  const { frame } = scan;
  if (frame.kind !== 'arithmetic') return;
  frame.open += by;
  if (frame.open >= 0) {
    copy(scan, 1);
    return;
  }
  // `((a); b)` is two subshells rather than arithmetic and was read wrong; `#` after it may start a comment or not.
  if (!scan.sees('))')) scan.doubt('after "((" that isn\'t arithmetic');
  copy(scan, 2);
  scan.pop();
  if (scan.sees('#')) scan.doubt('after "#" next to "))"');
}

function newline(scan: ShellScan): void {
  const { frame } = scan;
  copy(scan, 1);
  if (frame.kind !== 'plain') return;
  frame.wordStart = true;
  if (frame.pending.length === 0) return;
  scan.push({ kind: 'heredoc', docs: frame.pending, line: '', filledBy: undefined });
  frame.pending = [];
}
