/** Turn the direction of what follows: a reader would see other words than are there. */
const TURNS = /[\u202a-\u202e\u2066-\u2069]/g;
/** Move the cursor, colour, delete or ring; NEL, which the runner takes for a blank, is among them. Tabs stay. */
// eslint-disable-next-line no-control-regex -- exactly these must not reach a log
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** More than anybody reads of one entry; a console's end and a policy are shorter. */
const LONGEST_ENTRY = 100_000;

/**
 * Text from elsewhere (AWS, a console, a layer's name) as it may be written to the log: the runner obeys
 * lines that begin with `::` and, in its older form, `##[` anywhere in a line.
 */
export function neutral(text: string): string {
  return shortened(text, LONGEST_ENTRY)
    .split(/\r\n?|\n/)
    .map((line) =>
      line
        .replace(TURNS, '')
        .replace(CONTROLS, '')
        .replace(/^(\s*)::/, '$1: :')
        .replaceAll('##[', '# #['),
    )
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
  return text
    .replace(TURNS, '')
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

/** A fenced block that its content cannot close. */
export function fenced(text: string, language = 'text'): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text.replace(TURNS, '')}\n${fence}`;
}
