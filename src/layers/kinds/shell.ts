import type { KindOfLayer } from '../kind.js';
import { fillShell } from '../../user-data/quote/shell.js';
import { ENVIRONMENT } from '../environment.js';
import type { Problem } from '../problem.js';
import { decodeText, firstLine, hasBom } from '../text.js';

/** A script that starts with `#!`, or one for `/bin/sh`. Any interpreter will do; see quote/shell.ts for templates. */
export const shell: KindOfLayer = {
  kind: 'shell',
  noun: 'a shell script',
  runsOn: ['linux'],
  extensions: ['.sh', '.bash'],
  startsLike: (line) => line.startsWith('#!'),
  options: {},
  check: ({ content }) => Promise.resolve(shellProblems(content)),
  fill: fillShell,
  environment: ENVIRONMENT,
  onLinux: (layer) => layer,
};

function shellProblems(content: Uint8Array): Problem[] {
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
  if (line.startsWith('#!') && line.endsWith('\r')) {
    return [
      {
        line: 1,
        message:
          'The "#!" line ends with a carriage return (Windows line endings), so Linux would look for an interpreter of that name. Save the file with LF line endings; a line "*.sh text eol=lf" in .gitattributes keeps them.',
      },
    ];
  }
  return [];
}
