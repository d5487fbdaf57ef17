import { fillBatch } from '../../user-data/quote/batch.js';
import { ENVIRONMENT } from '../environment.js';
import type { KindOfLayer, Script } from '../kind.js';
import type { Layer } from '../layer.js';
import type { Problem } from '../problem.js';
import { REBOOT, rebootOf } from '../reboot.js';
import { decodeText, encodeText, lineAt, withoutBom } from '../text.js';

/**
 * A batch script for cmd.exe. All ASCII: cmd.exe reads a script in the code page of its console, which differs by the
 * language of the system, and UTF-8 (`chcp 65001`) would be that of all programs it runs, of which older ones break.
 */
export const batch: KindOfLayer = {
  kind: 'batch',
  noun: 'a batch script',
  runsOn: ['windows'],
  extensions: ['.bat', '.cmd'],
  startsLike: (line) => /^@echo off\b/i.test(line),
  options: { reboot: REBOOT },
  check: ({ content }) => Promise.resolve(batchProblems(content)),
  fill: fillBatch,
  environment: ENVIRONMENT,
  onWindows: (layer) => ({ ...scriptOf(layer), ...rebootOf(layer) }),
};

/** As GitHub runs steps with `shell: cmd`. Without `call`, cmd.exe may end with 0 after `program || exit /b`. */
function scriptOf({ name, content, files = [] }: Layer): Script {
  // In a file whose name ends with .cmd, some commands set the error level that don't in one that ends with .bat.
  const own = `setup${/\.bat$/i.test(name) ? '.bat' : '.cmd'}`;
  const run = `& "$env:SystemRoot\\System32\\cmd.exe" /d /e:on /v:off /s /c 'call .\\${own}'\nexit $LASTEXITCODE\n`;
  return {
    content: encodeText(run),
    files: [{ path: own, content: forCmd(content), executable: false }, ...files],
  };
}

/** Without byte order mark, which would be part of the first command, and with the line ends that labels are found by. */
function forCmd(content: Uint8Array): Uint8Array {
  return encodeText(withoutBom(decodeText(content) ?? '').replace(/\r?\n/g, '\r\n'));
}

function batchProblems(content: Uint8Array): Problem[] {
  const text = decodeText(content);
  if (text === undefined) {
    return [
      { message: 'The file is not text in UTF-8 or in UTF-16 with its byte order mark. Save it as "UTF-8".' },
    ];
  }
  const body = withoutBom(text);
  const beyond = /[^\0-\x7F]/u.exec(body);
  if (beyond === null) return [];
  const message = `"${beyond[0]}" is beyond ASCII, and cmd.exe would read it in whatever code page the machine has. Pass it as a variable and read that from the environment, or write the layer in PowerShell.`;
  return [{ line: lineAt(body, beyond.index), message }];
}
