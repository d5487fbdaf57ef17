/** No text from elsewhere can be more than text on a page. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { marked, type Token, type Tokens } from 'marked';
import { label } from '../../src/report/mermaid.js';
import { code, prose, table, words } from '../../src/report/markdown.js';
import { diagramsOf, HARMLESS, HOSTILE, pagesWith } from './hostile.js';

/** Strings that are made of what means something somewhere, and end so that they are never empty. */
const anyText = fc
  .array(
    fc.oneof(
      fc.constantFrom(...HOSTILE.slice(0, -1)),
      fc.constantFrom(...'| ` \\ " \' < > [ ] ( ) # ; : % & $ * _ ~ - + = ! . \n'.split(' '), ' '),
      fc.string(),
    ),
    {
      maxLength: 6,
    },
  )
  .map((parts) => `${parts.join('')}x`);

/** The blocks of a page, with the shape of its tables and the language of its code. */
function skeleton(page: string): unknown[] {
  return blocks(marked.lexer(page));
}

/** Bars that end a cell. A row with one too many would just lose what is behind the last column. */
function bars(table: string): number {
  return (table.match(/(?<!\\)(?:\\\\)*\|/g) ?? []).length;
}

function blocks(tokens: readonly Token[]): unknown[] {
  return tokens
    .filter(({ type }) => type !== 'space')
    .map((token) => {
      const { type } = token;
      if (type === 'table') return [type, bars(token.raw), (token as Tokens.Table).rows.length];
      if (type === 'code') return [type, (token as Tokens.Code).lang];
      if (type === 'list') return [type, (token as Tokens.List).ordered, (token as Tokens.List).items.length];
      if (type === 'blockquote') return [type, blocks((token as Tokens.Blockquote).tokens)];
      return type === 'html' ? [type, token.raw.trim()] : type;
    });
}

/** What stands in lines of text, but for text itself. */
function inlines(page: string): string[] {
  const found: string[] = [];
  void marked.walkTokens(marked.lexer(page), (token) => {
    if (['em', 'del', 'image', 'br', 'link', 'html'].includes(token.type)) found.push(token.raw.trim());
  });
  const ours = /^(<\/?code>|<br>|<\/details>|<details open><summary>[\w ]+<\/summary>)$/;
  const mail = /^[\w.+-]+@/;
  return found.filter((raw) => !ours.test(raw) && !mail.test(raw));
}

describe('a page is built the same, whatever texts it shows', () => {
  const harmless = pagesWith(HARMLESS);

  test.each(HOSTILE.map((text) => [JSON.stringify(text).slice(0, 60), text]))('%s', (_name, text) => {
    for (const [name, page] of Object.entries(pagesWith(`${text}x`))) {
      expect([name, skeleton(page)]).toEqual([name, skeleton(harmless[name] ?? '')]);
      expect([name, inlines(page)]).toEqual([name, inlines(harmless[name] ?? '')]);
    }
  });

  test('or any other', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        for (const [name, page] of Object.entries(pagesWith(text))) {
          expect([name, skeleton(page)]).toEqual([name, skeleton(harmless[name] ?? '')]);
          expect([name, inlines(page)]).toEqual([name, inlines(harmless[name] ?? '')]);
        }
      }),
      { numRuns: 10 },
    );
  });
});

describe('what is shown is what was there', () => {
  const shown = (markdown: string) =>
    marked
      .parseInline(markdown, { async: false })
      .replace(/<[^>]*>/g, '')
      .replace(/&#(\d+);/g, (_all, point: string) => String.fromCodePoint(Number(point)))
      .replace(/&quot;/g, '"')
      .replace(/&lt;/g, '<')
      .replace(/&gt;/g, '>')
      .replace(/&amp;/g, '&');

  test.each([
    'a | b',
    '`x`',
    '<b>x</b>',
    'x86_64 *',
    '50 % of $x$',
    '\\|',
    'C:\\temp',
    '&lt;',
    '[a](b)',
    '- x',
    '1. x',
  ])('%s', (text) => {
    expect(shown(words`${text}`.markdown)).toBe(text);
    expect(shown(code(text).markdown)).toBe(text);
  });

  test('names between backticks in sentences of ours are set as code', () => {
    expect(prose('Set `public-ip: true`, or *not*.').markdown).toBe('Set `public-ip: true`, or \\*not\\*.');
  });
});

test('a cell stays one cell', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const made = table(
        [text],
        [
          { head: 'A', cell: (cell) => cell },
          { head: 'B', cell: (cell) => code(cell) },
          { head: 'C', cell: (cell) => prose(cell) },
        ],
      );
      const [parsed, ...rest] = marked.lexer(made?.markdown ?? '') as Tokens.Table[];
      expect(rest).toEqual([]);
      expect(parsed?.rows).toHaveLength(1);
      expect(bars(made?.markdown ?? '')).toBe(12);
    }),
  );
});

describe('labels of diagrams', () => {
  test('leave names and IDs readable', () => {
    expect(label('al2023-ami-2026.9.20261119.0-kernel-6.1-x86_64')).toBe(
      'al2023-ami-2026.9.20261119.0-kernel-6.1-x86_64',
    );
  });

  test('hold nothing but letters, digits, signs between them and entities', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(label(text)).toMatch(/^(?:[A-Za-z0-9 ,]|(?<=[A-Za-z0-9])[./_-](?=[A-Za-z0-9])|#\d+;)*$/);
      }),
    );
  });

  test('never close their block', () => {
    for (const text of HOSTILE) {
      for (const page of Object.values(pagesWith(text))) {
        const lengths = diagramsOf(page).map((diagram) => diagram.split('\n').length);
        expect(lengths.every((length) => length < 40)).toBe(true);
      }
    }
  });
});
