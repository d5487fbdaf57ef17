import type { KindOfLayer } from '../kind.js';
import { fillPowershell } from '../../user-data/quote/powershell.js';
import { interpreterOf, SHELLS } from '../../user-data/quote/shell.js';
import { ENVIRONMENT } from '../environment.js';
import { REBOOT, rebootOf } from '../reboot.js';
import type { Problem } from '../problem.js';
import { decodeText, firstLine, withoutBom } from '../text.js';

/**
 * A script for Windows PowerShell 5.1, run in a process of its own as GitHub runs steps of that shell. A byte order mark is welcome there, and UTF-16 with it:
 * rendering makes UTF-8 of that. What is no text but holds no NUL is in the code page of some machine, and stays as it is.
 */
export const powershell: KindOfLayer = {
  kind: 'powershell',
  noun: 'a PowerShell script',
  runsOn: ['windows'],
  extensions: ['.ps1'],
  startsLike: () => false,
  options: { reboot: REBOOT },
  check: ({ content }) => Promise.resolve(powershellProblems(content)),
  fill: fillPowershell,
  environment: ENVIRONMENT,
  onWindows: (layer) => ({ ...layer, ...rebootOf(layer) }),
};

function powershellProblems(content: Uint8Array): Problem[] {
  const text = decodeText(content);
  if (text !== undefined) return otherLanguage(withoutBom(text));
  if (!content.includes(0)) return [];
  return [
    {
      message:
        'The file holds NUL characters, as UTF-16 does that lacks its byte order mark; PowerShell would not read it. Save it as "UTF-8".',
    },
  ];
}

/** What surely is no PowerShell, by its first line. */
function otherLanguage(text: string): Problem[] {
  const line = firstLine(text).trim();
  if (/^<(?:powershell|script)>/i.test(line)) {
    const message =
      'The file is user data with its tags, not a script. Leave out the lines with the tags; they are added.';
    return [{ line: 1, message }];
  }
  const interpreter = line.startsWith('#!') ? interpreterOf(line) : '';
  if (!SHELLS.has(interpreter)) return [];
  const message = `The "#!" line says that this is a script for ${interpreter}, which PowerShell can't read. Give it the ending ".sh".`;
  return [{ line: 1, message }];
}
