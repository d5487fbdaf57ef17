import { fenced as fencedText, markdown, oneLine } from './untrusted.js';

/**
 * Text that is Markdown. Pages are put together from this alone, so that no text from elsewhere gets into one without
 * having been escaped: whoever wants a plain string on a page has to go through a function of this file.
 */
export interface Markdown {
  readonly markdown: string;
}

type Part = Markdown | string | number;

/** Words of our own, in which whatever is filled in shows as the text that it is. */
export function words(own: TemplateStringsArray, ...parts: readonly Part[]): Markdown {
  return raw(own.map((word, index) => word + partText(parts[index] ?? '')).join(''));
}

function partText(part: Part): string {
  return typeof part === 'object' ? part.markdown : markdown(String(part));
}

function raw(text: string): Markdown {
  return { markdown: text };
}

/** What a backtick span holds as it is, in a table's cell too. */
const SIMPLE = /^[^`|\\]+$/;

/** Text set as code. */
export function code(text: string): Markdown {
  const line = oneLine(text);
  if (line === '') return raw('');
  if (SIMPLE.test(line)) return raw(`\`${line}\``);
  return raw(`<code>${line.replace(/[^A-Za-z0-9 ]/gu, (sign) => `&#${sign.codePointAt(0) ?? 32};`)}</code>`);
}

/** Text that stays on one line of its cell. */
export function unbroken(text: string): Markdown {
  return raw(markdown(text).replaceAll(' ', '&nbsp;'));
}

/** Sentences in which names stand between backticks, as in advice. */
export function prose(text: string): Markdown {
  const pieces = oneLine(text).split(/(`[^`]+`)/);
  return raw(
    pieces
      .map((piece, index) => (index % 2 === 1 ? code(piece.slice(1, -1)).markdown : inner(piece)))
      .join(''),
  );
}

/** Escaped, with the blanks at both ends that `markdown` would take for margins. */
function inner(piece: string): string {
  const [, before = '', text = '', after = ''] = /^( ?)(.*?)( ?)$/s.exec(piece) ?? [];
  return `${before}${markdown(text)}${after}`;
}

/** `url` is one of our own making. Without one, the label alone. */
export function link(label: Markdown, url: string | undefined): Markdown {
  return url === undefined ? label : raw(`[${label.markdown}](${url})`);
}

export function bold(part: Part): Markdown {
  return words`**${part}**`;
}

/** The parts that are there, one after the other. */
export function joined(parts: readonly (Part | undefined)[], between: string): Markdown {
  return raw(parts.flatMap((part) => (part === undefined ? [] : partText(part))).join(between));
}

/** Blocks, with the blank line between them that Markdown wants; what is undefined is left out. */
export function blocks(...parts: readonly (Markdown | undefined)[]): Markdown {
  return joined(
    parts.filter((part) => part !== undefined && part.markdown !== ''),
    '\n\n',
  );
}

export interface Column<Row> {
  readonly head: string;
  /** Undefined where there is nothing to say. */
  readonly cell: (row: Row) => Part | undefined;
  readonly align?: 'right';
}

/** A step's summary is dropped whole above 1 MiB, and more rows than this nobody reads. */
export const MOST_ROWS = 50;

/** A table of at most `MOST_ROWS` rows; nothing without rows. Columns that say nothing in any row are left out. */
export function table<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): Markdown | undefined {
  const shown = rows.slice(0, MOST_ROWS);
  if (shown.length === 0) return undefined;
  const filled = columns
    .map((column) => ({ ...column, cells: shown.map((row) => cellText(column.cell(row))) }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''));
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const lines = [
    line(filled.map(({ head }) => head)),
    line(filled.map(({ align }) => (align === 'right' ? '--:' : '---'))),
    ...shown.map((_row, index) => line(filled.map(({ cells }) => cells[index] ?? ''))),
  ];
  const more = rows.length - shown.length;
  return blocks(raw(lines.join('\n')), more > 0 ? words`…and ${more} more.` : undefined);
}

function cellText(part: Part | undefined): string {
  return part === undefined ? '' : partText(part).replaceAll('\n', '<br>');
}

/** At most `MOST_ROWS`, as a table has. */
export function bullets(items: readonly Part[]): Markdown | undefined {
  if (items.length === 0) return undefined;
  const shown = items.slice(0, MOST_ROWS).map((item) => `- ${partText(item).replaceAll('\n', ' ')}`);
  const more = items.length - shown.length;
  return raw([...shown, ...(more > 0 ? [`- …and ${more} more`] : [])].join('\n'));
}

/** A block that GitHub colours. Elsewhere it is a quotation. */
export function alert(kind: 'CAUTION' | 'WARNING' | 'NOTE', body: Markdown): Markdown {
  return raw([`[!${kind}]`, ...body.markdown.split('\n')].map((line) => `> ${line}`.trimEnd()).join('\n'));
}

/** Folds away under a title of our own words. */
export function details(title: string, body: Markdown, open = false): Markdown {
  return raw(`<details${open ? ' open' : ''}><summary>${title}</summary>\n\n${body.markdown}\n\n</details>`);
}

export function fenced(text: string, language?: 'text' | 'json' | 'mermaid'): Markdown {
  return raw(fencedText(text, language));
}
