import { isHole } from '../unit.js';
import { commands, copy, doubtful, enter, type ShellScan } from './frames.js';

/** `$` in any place where it expands something. */
export function dollar(scan: ShellScan): void {
  const frame = scan.frame;
  const opening = OPENINGS.find(({ text, only }) => scan.sees(text) && (only ?? frame.kind) === frame.kind);
  if (opening !== undefined) {
    opening.step(scan);
    return;
  }
  const name = /^\$([#$?!@*-]|\w*)/.exec(scan.restOfLine())?.[1] ?? '';
  copy(scan, 1 + name.length);
  const next = scan.peek();
  // In a here-document the value goes on where the name ends; elsewhere quotes part them.
  if (isHole(next) && (name === '' || (frame.kind === 'heredoc' && /\w$/.test(name)))) {
    scan.refuse(
      next,
      'stands right after "$" or a variable\'s name, with which it would join. Write ${…} around the name, or leave the "$" away.',
    );
  }
}

/** What `$` opens, longest first; `only`: in this kind of frame. */
const OPENINGS: readonly { text: string; only?: 'plain'; step: (scan: ShellScan) => void }[] = [
  { text: '$((', step: (scan) => enter(scan, 3, { kind: 'arithmetic', open: 0 }) },
  { text: '$(', step: (scan) => enter(scan, 2, commands(true)) },
  { text: '${', step: (scan) => enter(scan, 2, { kind: 'parameter' }) },
  { text: "$'", only: 'plain', step: (scan) => enter(scan, 2, { kind: 'ansi' }) },
  { text: '$[', step: doubtful('after the old arithmetic $[…]') },
];

/** A backslash in any place where it takes the next character's meaning away. */
export function escape(scan: ShellScan): void {
  const wordStart = scan.frame.kind === 'plain' && scan.frame.wordStart;
  const copied = copy(scan, 2);
  const next = scan.peek();
  if (copied === '\\' && isHole(next)) {
    scan.refuse(next, 'stands right after a backslash, which would change it. Take the backslash away.');
  }
  // A backslash and a line end vanish together: what follows starts a word if they did.
  if (copied === '\\\n' && scan.frame.kind === 'plain') scan.frame.wordStart = wordStart;
}
