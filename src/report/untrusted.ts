/**
 * Text from elsewhere (AWS, a console, a layer's name) as it may be written to the log: the runner obeys
 * lines that begin with `::` and, in its older form, `##[` anywhere in a line.
 */
export function neutral(text: string): string {
  return text
    .split(/\r\n?|\n/)
    .map((line) => line.replace(/^(\s*)::/, '$1: :').replaceAll('##[', '# #['))
    .join('\n');
}

/** Evidence, set apart from our own words: every line with a bar in front. */
export function quotedBlock(text: string): string {
  return neutral(text)
    .split('\n')
    .map((line) => `│ ${line}`)
    .join('\n');
}

/** For a cell of a Markdown table, or a line of text. */
export function markdown(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|~]/g, '\\$&').replace(/\s*\n\s*/g, ' ');
}

/** A fenced block that its content cannot close. */
export function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}
