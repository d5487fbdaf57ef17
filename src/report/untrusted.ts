/**
 * The only place where text from elsewhere (AWS, a console, a layer's name) becomes text that may be shown: in a log, in an
 * annotation, on a page.
 */

/** Turn the direction of what follows: a reader would see other words than are there. */
const TURNS = /[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/g;

/**
 * Colours, cursor moves, titles and links of terminals, also in the form of one byte. Source: ECMA-48, 5.3, 5.4 and 8.3.89.
 * Nothing that begins one may stand within one: else as many beginnings without an end would each be read to the very end.
 */
const SEQUENCES =
  // eslint-disable-next-line no-control-regex -- terminal sequences are made of these
  /(?:\u001b\[|\u009b)[0-9;:<=>?]*[ -/]*[@-~]|(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\n\r\u0007\u001b\u0090\u0098\u009c-\u009f]*(?:\u0007|\u001b\\|\u009c)|\u001b[ -/]*[0-~]/g;

/** Whatever else steers a terminal. */
// eslint-disable-next-line no-control-regex -- exactly these must not reach a log
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** Lines of text and nothing else: no terminal codes, no carriage returns, and in the order in which they are read. */
export function plainText(text: string): string {
  return text
    .replace(SEQUENCES, '')
    .replace(/\r+\n?|[\u2028\u2029]/g, '\n')
    .replace(CONTROLS, '')
    .replace(TURNS, '');
}

/** More than anybody reads of one entry; a console's end and a policy are shorter. */
const LONGEST_ENTRY = 100_000;

/**
 * Plain text as it may be written to the log: the runner obeys lines that begin with `::`, after whatever .NET takes for
 * blanks, and, in its older form, `##[` anywhere in a line. Source: actions/runner, ActionCommand.cs.
 */
export function neutral(text: string): string {
  return plainText(shortened(text, LONGEST_ENTRY))
    .split('\n')
    .map((line) => line.replace(/^(\s*)::/, '$1: :').replaceAll('##[', '# #['))
    .join('\n');
}

/** At most so many characters, and a sign where there were more. */
export function shortened(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}

/** Evidence, set apart from our own words: every line with a bar in front. */
export function quotedBlock(text: string): string {
  return neutral(text)
    .split('\n')
    .map((line) => `│ ${line}`)
    .join('\n');
}

/** One line, however many it was, without control characters. */
export function oneLine(text: string): string {
  return plainText(text)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
}

/** For a cell of a Markdown table, or a line of text: shows as it is, whatever it holds. */
export function markdown(text: string): string {
  return (
    oneLine(text)
      .replace(/[\\`*_{}[\]<>#|~&$!]/g, '\\$&')
      // What looks like an address would become a link.
      .replace(/(?<=www)\.|:(?=\/\/)/gi, '\\$&')
      .replace(/^(?=[-+=])|^(\d+)(?=[.)](?: |$))/, '$1\\')
  );
}

/** A fenced block that its content cannot close: the content as it is shown, where what stood between backticks may be gone. */
export function fenced(text: string, language = 'text'): string {
  const plain = plainText(text);
  let longest = 2;
  for (const [ticks] of plain.matchAll(/`+/g)) longest = Math.max(longest, ticks.length);
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${plain}\n${fence}`;
}
