import { describe, expect, test } from '@jest/globals';
import { parseTemplate } from '../../src/user-data/template.js';
import { lookUp, unusedWarnings } from '../../src/user-data/variables.js';

function problems(text: string, variables: Record<string, string> = {}) {
  const template = parseTemplate(text);
  return [...template.problems, ...lookUp(template.pieces, new Map(Object.entries(variables))).problems];
}

describe('a template', () => {
  test('is text and variables, with their lines', () => {
    expect(parseTemplate('one\ntwo {{name}}!\n{{ spaced }}').pieces).toEqual([
      { text: 'one\ntwo ', line: 1 },
      { name: 'name', line: 2 },
      { text: '!\n', line: 2 },
      { name: 'spaced', line: 3 },
    ]);
  });

  test('may have comments, which leave no line behind', () => {
    expect(parseTemplate('{{! about this }}\n#!/bin/sh\n').pieces).toEqual([
      { text: '#!/bin/sh\n', line: 2 },
    ]);
  });

  test('may switch delimiters where it needs braces itself', () => {
    const { pieces } = parseTemplate("{{=<% %>=}}\ndocker ps --format '{{.Names}}' <%name%>\n");
    expect(pieces).toEqual([
      { text: "docker ps --format '{{.Names}}' ", line: 2 },
      { name: 'name', line: 2 },
      { text: '\n', line: 2 },
    ]);
  });

  test('puts values in as they are, without reading them again', () => {
    const { pieces } = lookUp(parseTemplate('{{a}}').pieces, new Map([['a', '{{b}}']]));
    expect(pieces).toEqual([{ name: 'a', line: 1, value: '{{b}}' }]);
  });

  test.each([
    [
      'a Go template',
      "docker ps\n  --format '{{.Names}}'",
      2,
      /"\.Names" can't be the name of a variable.*\{\{=<% %>=\}\}/,
    ],
    [
      'a section',
      '\n{{#if}}x{{/if}}',
      2,
      /\{\{#if\}\} is not allowed.*Conditions and loops belong in the script/,
    ],
    ['a section that is never closed', '\n{{#each x}}', 2, /\{\{#each x\}\} is not allowed/],
    ['a closing without a section', '\n\n{{/if}}', 3, /\{\{#if\}\} is not allowed/],
    ['an inverted section', '{{^a}}{{/a}}', 1, /\{\{\^a\}\} is not allowed/],
    ['a partial', '{{> file}}', 1, /\{\{>file\}\} is not allowed/],
    ['an unquoted variable', '{{{a}}}', 1, /would leave out the quoting.*Write \{\{a\}\}/],
    ['another unquoted variable', '{{&a}}', 1, /would leave out the quoting/],
    ['a variable that is never closed', '{{a}}\n{{b', 2, /opened here and never closed/],
    ['a senseless switch', 'x\n{{= =}}', 2, /delimiters can't be switched like that/],
  ])('refuses %s', (_, text, line, message) => {
    expect(problems(text, { a: '1' })).toEqual([{ line, message: expect.stringMatching(message) }]);
  });
});

describe('a variable', () => {
  test('that is missing is told with the nearest one', () => {
    expect(problems('\n{{vesrion}}', { version: '1', region: 'x' })).toEqual([
      { line: 2, message: 'There is no variable "vesrion". Is it "version"?' },
    ]);
    expect(problems('{{colour}}', { version: '1' })[0]?.message).toBe(
      'There is no variable "colour". Given are: version.',
    );
    expect(problems('{{colour}}')[0]?.message).toContain('none are given');
  });

  test('that no layer names is worth a warning', () => {
    expect(
      unusedWarnings(
        new Map([
          ['a', '1'],
          ['b', '2'],
        ]),
        new Set(['a']),
      ),
    ).toEqual(['The variable "b" is given, but no layer names it.']);
  });

  test('that no text can hold is refused', () => {
    expect(problems('{{a}}', { a: 'x\0' })[0]?.message).toContain('base64');
    expect(problems('{{a}}', { a: '\uD83E' })[0]?.message).toContain('base64');
  });
});
