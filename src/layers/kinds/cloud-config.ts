import type { Document } from 'yaml';
import type { KindOfLayer } from '../kind.js';
import { characterProblems, tabProblems } from '../cloud-config/characters.js';
import { misfits } from '../cloud-config/content.js';
import { foreignProblems } from '../foreign.js';
import type { Problem } from '../problem.js';
import { decodeText, firstLine, hasBom, lineAt } from '../text.js';

export const CLOUD_CONFIG_HEADER = '#cloud-config';

/**
 * A cloud-config file. A `.yaml` or `.yml` file counts as one without the first line `#cloud-config` too: people
 * keep it for their editors' sake or forget it, and rendering adds it.
 */
export const cloudConfig: KindOfLayer = {
  kind: 'cloud-config',
  noun: 'a cloud-config file',
  runsOn: ['linux'],
  extensions: ['.yaml', '.yml'],
  startsLike: (line) => line.trimEnd() === CLOUD_CONFIG_HEADER || isJinja(line),
  options: {},
  // Loaded with the YAML library behind it, only when there is such a layer.
  fill: async (pieces) => (await import('../../user-data/quote/yaml.js')).fillCloudConfig(pieces),
  isNoTemplate: isJinja,
  check: async ({ content }) => {
    const text = decodeText(content);
    if (text === undefined) return [{ message: 'The file is not UTF-8 text, which cloud-config has to be.' }];
    if (hasBom(text)) {
      return [
        { line: 1, message: 'The file starts with a byte order mark. Save it as "UTF-8", without BOM.' },
      ];
    }
    const early = [...foreignProblems(text), ...jinjaProblems(text)];
    if (early.length > 0) return early;
    // Switched delimiters and comments can't be told from YAML without the template parser: rendering checks those.
    if (isJinja(text) || /\{\{[=!]/.test(text)) return [];
    const masked = text.replace(/\{\{[^{}\n]*\}\}/g, (tag) => 'x'.repeat(tag.length));
    return (await readCloudConfig(masked)).problems;
  },
};

/**
 * Whether cloud-init itself fills the file in, with Jinja; its first line says so.
 * Source: cloud-init 22.4 `handlers/jinja_template.py`.
 */
export function isJinja(text: string): boolean {
  return /^## template:\s*jinja\s*$/i.test(firstLine(text));
}

/** cloud-init looks for it on the first line only, and would take what the file then holds for YAML. */
function jinjaProblems(text: string): Problem[] {
  const at = isJinja(text) ? -1 : text.search(/^\s*##\s*template:\s*jinja\s*$/im);
  const isFirstWord = at >= 0 && /^(?:\s|#.*)*$/.test(text.slice(0, at));
  if (!isFirstWord) return [];
  const line = lineAt(text, at) + (/^\s*/.exec(text.slice(at))?.[0].split('\n').length ?? 1) - 1;
  return [
    {
      line,
      message:
        '"## template: jinja" has to be the first line, with nothing before it; else cloud-init does not fill the file in.',
    },
  ];
}

/** What reading a cloud-config text came to. `line` is where in the text given, not yet in the user's file. */
export interface CloudConfigReading {
  readonly document: Document.Parsed;
  readonly problems: readonly (Problem & { readonly offset: number })[];
}

/**
 * Reads a cloud-config text. All its scalars are strings ("failsafe" schema), so that nothing depends on how YAML 1.1
 * (cloud-init's PyYAML) and YAML 1.2 differ about `yes`, `0o7` and the like. The library is loaded on first use.
 */
export async function readCloudConfig(text: string): Promise<CloudConfigReading> {
  const yaml = await import('yaml');
  const document = yaml.parseDocument(text, { schema: 'failsafe', prettyErrors: false });
  const told = (offset: number, message: string) => ({ offset, line: lineAt(text, offset), message });
  // Tabs make errors of other kinds elsewhere.
  const characters = [...characterProblems(text), ...tabProblems(new yaml.Lexer().lex(text))];
  if (characters.length > 0) {
    return { document, problems: characters.map(({ offset, message }) => told(offset, message)) };
  }
  const problems = document.errors.map((error) =>
    told(error.pos[0], `The YAML is not right: ${sentence(error.message)}`),
  );
  if (problems.length > 0) return { document, problems: problems.filter(firstOfItsLine) };
  if (!yaml.isMap(document.contents)) {
    const offset = document.contents?.range[0] ?? 0;
    const message = `A cloud-config file is a map at its top, "key: value" lines such as "packages:"; this one is ${shape(document)}.`;
    return { document, problems: [told(offset, message)] };
  }
  const wrong = misfits(document, yaml).map(({ offset, message }) => told(offset, message));
  return { document, problems: wrong.filter(firstOfItsLine) };
}

/** What confuses a parser confuses it more than once. */
function firstOfItsLine<T extends Problem>(problem: T, index: number, all: readonly T[]): boolean {
  return all.findIndex(({ line }) => line === problem.line) === index;
}

function shape(document: Document.Parsed): string {
  if (document.contents === null) return 'empty';
  return 'items' in document.contents ? 'a list' : 'a plain text';
}

function sentence(message: string): string {
  return /[.!?]$/.test(message) ? message : `${message}.`;
}
