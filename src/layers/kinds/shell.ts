import type { KindOfLayer } from '../kind.js';
import { fillShell, interpreterOf, SHELLS } from '../../user-data/quote/shell.js';
import { ENVIRONMENT } from '../environment.js';
import { foreignProblems } from '../foreign.js';
import type { Layer } from '../layer.js';
import type { Problem } from '../problem.js';
import { firstLineProblems } from '../shell/first-line.js';
import { syntaxProblems } from '../shell/syntax.js';
import { decodeText, encodeText, firstLine, hasBom, lineAt } from '../text.js';

/**
 * A script that starts with `#!`, or one for `/bin/sh`; with the ending `.bash` one for bash. Any interpreter will do; see
 * quote/shell.ts for templates.
 */
export const shell: KindOfLayer = {
  kind: 'shell',
  noun: 'a shell script',
  runsOn: ['linux'],
  extensions: ['.sh', '.bash'],
  startsLike: (line) => line.startsWith('#!'),
  options: {},
  check: shellProblems,
  fill: fillShell,
  isNoTemplate: isOthers,
  environment: ENVIRONMENT,
  onLinux: (layer) => (isForBash(layer) ? { ...layer, content: withBash(layer.content) } : layer),
};

/** Written without "#!", but for bash: its name says so. */
function isForBash({ name, content }: Pick<Layer, 'name' | 'content'>): boolean {
  return /\.bash$/i.test(name) && !(content[0] === 0x23 && content[1] === 0x21);
}

function withBash(content: Uint8Array): Uint8Array {
  return Buffer.concat([encodeText('#!/bin/bash\n'), content]);
}

/** A script for another interpreter has braces of its own; where it names a variable in them, that is told. */
function isOthers(text: string, variables: Iterable<string>): boolean {
  const line = firstLine(text);
  if (!line.startsWith('#!') || SHELLS.has(interpreterOf(line))) return false;
  return ![...variables].some((name) => new RegExp(`\\{\\{\\s*${name}\\s*\\}\\}`).test(text));
}

async function shellProblems({ content }: Layer): Promise<Problem[]> {
  const text = decodeText(content);
  if (text === undefined) return [];
  if (hasBom(text)) {
    return [
      {
        line: 1,
        message:
          'The file starts with a byte order mark, so Linux would not see its "#!". Save it as "UTF-8" rather than "UTF-8 with BOM".',
      },
    ];
  }
  const line = firstLine(text);
  const isShells = !line.startsWith('#!') || SHELLS.has(interpreterOf(line.trimEnd()));
  const wrong = [
    ...foreignProblems(text),
    ...lineEndProblems(text, isShells),
    ...firstLineProblems(line.replace(/\r$/, '')),
    ...lateProblems(text),
  ];
  // A tag on the first line may make it anything.
  const isBashs = /^(?:sh|bash|dash)$/.test(line.startsWith('#!') ? interpreterOf(line) : 'sh');
  return wrong.length > 0 || !isBashs ? wrong : syntaxProblems(text);
}

/** A "#!" line behind comments is one of them. */
function lateProblems(text: string): Problem[] {
  const [before] = /^(?!#!)(?:[^\S\n]*(?:#(?!!).*)?\n)*?(?=[^\S\n]*#![^\S\n]*\/)/.exec(text) ?? [];
  if (before === undefined) return [];
  const message =
    'The "#!" line has to be the first, with nothing before it, or Linux does not see it. Move it up.';
  return [{ line: lineAt(text, before.length), message }];
}

const LF = 'Save the file with LF line endings; a line "*.sh text eol=lf" in .gitattributes keeps them.';

/** Carriage returns before line ends: on the "#!" line of any script, and on each line of one for a shell. */
function lineEndProblems(text: string, isShells: boolean): Problem[] {
  if (/^#!.*\r(?:\n|$)/.test(text)) {
    const message = `The "#!" line ends with a carriage return (Windows line endings), so Linux would look for an interpreter of that name. ${LF}`;
    return [{ line: 1, message }];
  }
  const at = isShells ? text.indexOf('\r\n') : -1;
  if (at < 0) return [];
  const message = `The line ends with a carriage return (Windows line endings), which a shell takes for a part of the last word. ${LF} Where one is meant, write it as "\\r" for printf.`;
  return [{ line: lineAt(text, at), message }];
}
