import { isHole, type Hole } from '../unit.js';
import { PLACE_NAMES, type PowershellFrame, type PowershellScan } from './frames.js';

/** A value as one string of PowerShell. */
export function quoteForPowershell(value: string): string {
  return `'${doubled(value)}'`;
}

const FILLINGS: Partial<Record<PowershellFrame['kind'], (value: string) => string>> = {
  plain: quoteForPowershell,
  single: doubled,
  double: (value) => value.replace(/[`$"\u201C-\u201E]/g, '`$&'),
  'single-here': (value) => value,
  'double-here': (value) => value.replace(/[`$]/g, '`$&'),
  comment: (value) => value,
};

/** How a secret is read from its environment variable; where nothing expands, it can't be. */
const SECRETS: Partial<Record<PowershellFrame['kind'], (variable: string) => string>> = {
  plain: (variable) => `"\${env:${variable}}"`,
  double: (variable) => `\${env:${variable}}`,
  'double-here': (variable) => `\${env:${variable}}`,
  comment: (variable) => `\${env:${variable}}`,
};

function doubled(value: string): string {
  return value.replace(/['\u2018-\u201B]/g, '$&$&');
}

/** Fills the hole that comes next, or refuses it. */
export function fillHole(scan: PowershellScan, hole: Hole): void {
  const { kind } = scan.frame;
  const no = whyNot(scan, hole);
  const text =
    hole.secret === undefined ? FILLINGS[kind]?.(hole.value) : SECRETS[kind]?.(hole.secret.variable);
  if (no === undefined && text !== undefined) scan.fill(text);
  else scan.refuse(hole, no ?? inside(scan, hole));
}

function inside(scan: PowershellScan, hole: Hole): string {
  if (hole.secret !== undefined && FILLINGS[scan.frame.kind] !== undefined)
    return `is fetched when the machine boots, and nothing expands inside ${PLACE_NAMES[scan.frame.kind]}. Use double quotes.`;
  return `stands inside ${PLACE_NAMES[scan.frame.kind]}. ${elsewhere(hole)}`;
}

function elsewhere(hole: Hole): string {
  return `Set a variable above it ($value = {{${hole.name}}}) and use that here.`;
}

function whyNot(scan: PowershellScan, hole: Hole): string | undefined {
  if (scan.unsure !== undefined) {
    return `stands ${scan.unsure}, where it is uncertain how PowerShell reads on. ${elsewhere(hole)}`;
  }
  const hereString = scan.around.find(({ kind }) => kind.endsWith('-here'));
  if (hereString !== undefined)
    return `stands in code inside ${PLACE_NAMES[hereString.kind]}. ${elsewhere(hole)}`;
  return REFUSALS[scan.frame.kind]?.(scan, hole);
}

const REFUSALS: Partial<
  Record<PowershellFrame['kind'], (scan: PowershellScan, hole: Hole) => string | undefined>
> = {
  plain: whyNotAWord,
  double: whyNotExpanding,
  'double-here': (scan, hole) => whyNotExpanding(scan) ?? whyNotHere(scan, hole),
  'single-here': whyNotHere,
  comment: whyNotInComment,
};

/** A quoted string next to other characters is a new argument, a member access or an error: never part of a word. */
function whyNotAWord(scan: PowershellScan): string | undefined {
  const next = scan.peek(1);
  const before = /(^|[\s(,;{|]|(^|[\s(,;{])[$\w][\w:.]*=)$/.test(scan.out);
  const after = next === undefined || (!isHole(next) && /[\s),;}|]/.test(next));
  return before && after
    ? undefined
    : `touches other characters, which PowerShell doesn't join with a string. Write the whole word in double quotes, such as "web-{{…}}".`;
}

/** Names of variables may hold letters of all languages. */
function whyNotExpanding(scan: PowershellScan): string | undefined {
  return /\$[\p{L}\p{N}\p{M}_?^$:]*$/u.test(scan.out)
    ? 'stands right after "$" or a variable\'s name, with which it would join. Write ${…} around the name, or leave the "$" away.'
    : undefined;
}

function whyNotInComment(scan: PowershellScan, hole: Hole): string | undefined {
  if (scan.around.some(({ kind }) => kind === 'double')) return 'stands in a comment inside a string.';
  return /[\n\r]/.test(hole.value)
    ? 'stands in a comment, and its value has several lines, which would end the comment.'
    : undefined;
}

function whyNotHere(scan: PowershellScan, hole: Hole): string | undefined {
  return endsHereString(scan, hole)
    ? 'makes a line that ends the here-string it stands in. Use quotes instead.'
    : undefined;
}

/** A here-string ends at a quote and "@" that start a line, whichever of them is the value's and which is around it. */
function endsHereString(scan: PowershellScan, hole: Hole): boolean {
  let after = '';
  for (let ahead = 1; after.length < 2; ahead++) {
    const unit = scan.peek(ahead);
    if (unit === undefined) break;
    after += isHole(unit) ? unit.value : unit;
  }
  const lineStart = /(^|[\r\n])['"\u2018-\u201E]?$/.test(scan.out)
    ? `\n${/['"\u2018-\u201E]?$/.exec(scan.out)?.[0] ?? ''}`
    : ' ';
  return /[\r\n]['"\u2018-\u201E]@/.test(lineStart + hole.value + after.slice(0, 2));
}
