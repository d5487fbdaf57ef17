import { isHole, type Hole } from '../unit.js';
import { escape, dollar } from './expansion.js';
import { copy, open, type Heredoc, type HeredocFrame, type ShellScan } from './frames.js';

/** Reads `<<`, an optional `-`, and the word; the body starts at the next line end. */
export function readHeredocStart(scan: ShellScan): void {
  copy(scan, 2);
  const strip = scan.sees('-');
  if (strip) copy(scan, 1);
  while (scan.sees(' ') || scan.sees('\t')) copy(scan, 1);
  const source = /^(?:'[^']*'|"[^"\\$`]*"|\\.|[^ \t;&|<>()'"\\$`])*/.exec(scan.restOfLine())?.[0] ?? '';
  copy(scan, source.length);
  const next = scan.peek();
  if (isHole(next)) {
    scan.refuse(next, 'stands in the word that ends a here-document. Write the word out.');
    scan.doubt('after that here-document');
  } else if (source === '' || (next !== undefined && /['"\\$`]/.test(next))) {
    scan.doubt('after a here-document with an unusual end word');
  }
  if (scan.frame.kind === 'plain') {
    scan.frame.pending.push({ word: unquoted(source), quoted: /['"\\]/.test(source), strip });
  }
}

function unquoted(word: string): string {
  return word.replace(/'([^']*)'|"([^"]*)"|\\(.)/g, '$1$2$3');
}

/** One step through the body of a here-document. */
export function stepHeredoc(scan: ShellScan): void {
  const { frame } = scan;
  const doc = frame.kind === 'heredoc' ? frame.docs[0] : undefined;
  if (frame.kind !== 'heredoc' || doc === undefined) return;
  if (scan.sees('\n')) endLine(scan, frame, doc);
  else if (doc.quoted) copy(scan, 1);
  else if (scan.sees('\\')) escape(scan);
  else if (scan.sees('$')) dollar(scan);
  else if (scan.sees('`')) open('backtick')(scan);
  else copy(scan, 1);
}

function endLine(scan: ShellScan, frame: HeredocFrame, doc: Heredoc): void {
  const { line, filledBy } = frame;
  scan.copy(1);
  frame.line = '';
  frame.filledBy = undefined;
  // Shells disagree about an end word on the line after a backslash and line end.
  if (line.includes('\n') && line.split('\n').some((part) => stripped(doc, part) === doc.word)) {
    scan.doubt("after a backslash at the end of a line next to a here-document's end word");
  }
  if (stripped(doc, line) !== doc.word) return;
  if (filledBy !== undefined) scan.complain(filledBy, ENDS_IT);
  frame.docs.shift();
  if (frame.docs.length > 0) return;
  scan.pop();
  if (scan.frame.kind === 'plain') scan.frame.wordStart = true;
}

/** Writes a value into a here-document, unless one of its lines would end it or lose tabs. */
export function fillInHeredoc(scan: ShellScan, frame: HeredocFrame, hole: Hole): void {
  const [doc] = frame.docs;
  if (doc === undefined) return;
  if (hole.secret !== undefined && doc.quoted) {
    scan.refuse(hole, NOT_EXPANDED);
    return;
  }
  if (doc.strip && /\n\t/.test((frame.line.replace(/^\t*/, '') === '' ? '\n' : '') + hole.value)) {
    scan.refuse(hole, 'has a line that starts with a tab, and "<<-" takes those away. Use "<<".');
    return;
  }
  const text = doc.quoted ? hole.value : expanding(hole);
  const lines = (frame.line + text).split('\n');
  if (lines.slice(0, -1).some((line) => stripped(doc, line) === doc.word)) scan.complain(hole, ENDS_IT);
  scan.fill(text);
  frame.line = lines.at(-1) ?? '';
  frame.filledBy = hole;
}

/** What comes of an expansion isn't read again, so that a secret can neither end the document nor lose tabs. */
function expanding({ value, secret }: Hole): string {
  return secret === undefined ? value.replace(/[\\$`]/g, '\\$&') : `\${${secret.variable}}`;
}

const NOT_EXPANDED =
  'is fetched when the machine boots, and nothing is expanded in a here-document whose end word is quoted. Take the quotes off the word and write a backslash before each $, ` and \\ that is meant as it is.';

const ENDS_IT = 'makes a line that ends the here-document it stands in. Choose another end word.';

function stripped(doc: Heredoc, line: string): string {
  return doc.strip ? line.replace(/^\t+/, '') : line;
}
