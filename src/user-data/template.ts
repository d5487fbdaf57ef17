import Mustache from 'mustache';
import { lineAt } from '../layers/text.js';
import type { Problem } from '../layers/problem.js';

/** A stretch of a layer as it stands. */
export interface TextPiece {
  readonly text: string;
  /** The line of the file that it starts on, counted from 1. */
  readonly line: number;
}

/** A place where a variable's value goes. */
export interface TagPiece {
  readonly name: string;
  readonly line: number;
}

export type Piece = TextPiece | TagPiece;

/** A template taken apart, in the order of the file. With problems the pieces are not to be used. */
export interface Template {
  readonly pieces: readonly Piece[];
  readonly problems: readonly Problem[];
}

const NAME = /^[A-Za-z_][A-Za-z0-9_.-]*$/;

const LITERAL_BRACES =
  'Where the file itself needs "{{", put {{=<% %>=}} on a line of its own before it: from there on variables are written <%name%>.';
const LOGIC_FREE =
  'Templates only fill in values: {{name}}, and comments {{! … }}. Conditions and loops belong in the script.';

/**
 * Takes a logic-free Mustache template apart (https://mustache.github.io/mustache.5.html): variables, comments and
 * delimiter switches. Lines that hold nothing but a comment or a switch vanish, as Mustache has it, so that a switch can
 * stand above a `#!` line. Values are put in by others and never read again.
 */
export function parseTemplate(text: string): Template {
  const tokens = tokenize(text);
  if (!Array.isArray(tokens)) return { pieces: [], problems: [tokens] };
  const pieces: Piece[] = [];
  const problems: Problem[] = [];
  for (const [type, value, start] of tokens) {
    const line = lineAt(text, start);
    if (type === 'text') pieces.push({ text: value, line });
    else if (type === 'name' && NAME.test(value)) pieces.push({ name: value, line });
    else if (type !== '!' && type !== '=') problems.push({ line, message: refusal(type, value) });
  }
  return { pieces, problems };
}

type Token = readonly [type: string, value: string, start: number];

function tokenize(text: string): Token[] | Problem {
  try {
    return (Mustache.parse(text) as unknown as Token[]).map(([type, value, start]) => [type, value, start]);
  } catch (error) {
    return parserProblem(text, error instanceof Error ? error.message : String(error));
  }
}

function refusal(type: string, value: string): string {
  if (type === 'name')
    return `"${value}" can't be the name of a variable (letters, digits, "_", "-", "."). ${LITERAL_BRACES}`;
  if (type === '&')
    return `{{{${value}}}} and {{&${value}}} would leave out the quoting, so they are not allowed. Write {{${value}}}. ${LITERAL_BRACES}`;
  return `{{${type}${value}}} is not allowed. ${LOGIC_FREE} ${LITERAL_BRACES}`;
}

/**
 * Mustache 4.2 throws at the first of: an unclosed tag (naming only the end of the text), a section that isn't closed
 * or opened, a senseless delimiter switch. The place has to be looked for again.
 */
function parserProblem(text: string, message: string): Problem {
  const section = /section "(.*)"/s.exec(message)?.[1];
  if (section !== undefined) {
    const at = Math.max(
      ...['#', '^', '/'].map((sign) =>
        text.search(new RegExp(`\\{\\{\\s*\\${sign}\\s*${escapeRegExp(section)}`)),
      ),
    );
    return { ...place(text, at), message: `{{#${section}}} is not allowed. ${LOGIC_FREE} ${LITERAL_BRACES}` };
  }
  if (message.startsWith('Unclosed tag')) {
    // No tag is closed after the one that isn't, so it is the first opening after the last closing.
    const after = text.indexOf('{{', text.lastIndexOf('}}') + 1);
    const at = after < 0 ? text.lastIndexOf('{{') : after;
    return { ...place(text, at), message: `A variable is opened here and never closed. ${LITERAL_BRACES}` };
  }
  const at = text.search(/\{\{=/);
  return {
    ...place(text, at),
    message: `The delimiters can't be switched like that: write {{=<% %>=}}, and <%={{ }}=%> to go back.`,
  };
}

function place(text: string, at: number): { line?: number } {
  return at < 0 ? {} : { line: lineAt(text, at) };
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
