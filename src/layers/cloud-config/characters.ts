import type { Misfit } from './content.js';

/** What PyYAML, cloud-init's reader, takes for no text. Source: PyYAML 6 `reader.py`, `NON_PRINTABLE`. */
// eslint-disable-next-line no-control-regex -- control characters are what this looks for
const NO_TEXT = /[\0-\x08\x0B\x0C\x0E-\x1F\x7F-\x84\x86-\x9F\uFFFE\uFFFF]/;

/** Characters that PyYAML takes in no place of a file. */
export function characterProblems(text: string): Misfit[] {
  const found = NO_TEXT.exec(text);
  if (found === null) return [];
  const code = found[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  const message = `The line holds the control character U+${code}, which YAML doesn't allow.`;
  return [{ offset: found.index, message }];
}

/**
 * Tabs where PyYAML takes none: anywhere but in comments, quoted strings and the text of a block. The `yaml` library is
 * less strict than that. Only the first is told: an editor puts in many, and they are mended together.
 *
 * @param tokens of the library's `Lexer`: the text in pieces, with marks between them
 */
export function tabProblems(tokens: Iterable<string>): Misfit[] {
  let offset = 0;
  let isScalar = false;
  let isBlock = false;
  for (const token of tokens) {
    if (MARKS.has(token)) {
      isScalar ||= token === SCALAR;
      continue;
    }
    const at = isScalar && isBlock ? token.search(/^\t/m) : /^[#"']/.test(token) ? -1 : token.indexOf('\t');
    if (at >= 0) {
      const message = 'There is a tab where YAML takes only blanks. Indent, and set apart, with blanks.';
      return [{ offset: offset + at, message }];
    }
    isBlock = !isScalar && (isBlock || /^[|>]/.test(token));
    isScalar = false;
    offset += token.length;
  }
  return [];
}

/** Marks the token behind it as a plain scalar, or as the text of a block. */
const SCALAR = '\u001F';

/** What the lexer puts in that is not in the text. */
const MARKS = new Set(['\u0002', '\u0018', SCALAR]);
