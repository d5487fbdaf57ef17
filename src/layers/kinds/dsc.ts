import { fillPowershell } from '../../user-data/quote/powershell.js';
import { locate, readBounded } from '../../workspace.js';
import { dscScript, MODULES } from '../dsc.js';
import { ENVIRONMENT } from '../environment.js';
import { filesIn } from '../folder.js';
import type { Gathered, KindOfLayer, LayerSource } from '../kind.js';
import type { Layer } from '../layer.js';
import type { Problem } from '../problem.js';
import { decodeText, lineAt } from '../text.js';

/** Whatever PowerShell takes for the name of a configuration, which says so when it doesn't. */
const NAME = /^[A-Za-z][\w.-]*$/;

/** A script with a configuration for PowerShell Desired State Configuration of Windows PowerShell 5.1. */
export const dsc: KindOfLayer = {
  kind: 'dsc',
  noun: 'a DSC configuration',
  runsOn: ['windows'],
  extensions: [],
  startsLike: () => false,
  options: {
    configuration: { pattern: NAME, expected: 'the name of a configuration in the script' },
    modules: { pattern: /^.+$/, expected: 'a folder with one folder for each module' },
  },
  gather,
  check: (layer) => Promise.resolve(dscProblems(layer)),
  fill: fillPowershell,
  environment: ENVIRONMENT,
  onWindows: dscScript,
};

async function gather({ real, isFolder, options, workspace }: LayerSource): Promise<Gathered | Problem[]> {
  if (isFolder) {
    return [
      {
        message:
          'This is a folder. Name the script with the configuration, and its modules by modules=FOLDER.',
      },
    ];
  }
  const content = await readBounded(real);
  const folder = options['modules'];
  if (folder === undefined) return { content };
  const found = await locate(folder.replaceAll('\\', '/'), workspace);
  if ('why' in found || !found.isFolder) {
    return [{ message: `The option "modules" is "${folder}", which is no folder in the workspace.` }];
  }
  const files = await filesIn(found.real, workspace, { under: `${MODULES}/` });
  return 'message' in files ? [{ message: `modules=${folder}: ${files.message}` }] : { content, files };
}

/** Where a configuration begins, in the words of PowerShell: any case, quotes or none. */
const BLOCK = /^[^\S\n]*configuration\s+(["']?)([\w.-]+)\1\s*(?:\{|#|$)/gim;

function dscProblems({ content, options = {} }: Layer): Problem[] {
  const text = decodeText(content);
  if (text === undefined) {
    return [
      { message: 'The file is not text in UTF-8 or in UTF-16 with its byte order mark. Save it as "UTF-8".' },
    ];
  }
  const found = [...text.matchAll(BLOCK)].map(({ 0: block, 2: name = '', index }) => ({
    name,
    line: lineAt(text, index + block.search(/\S/)),
  }));
  if (found.length === 0) {
    return [{ message: 'There is no "configuration NAME { … }" in this script.' }];
  }
  const wanted = options['configuration'];
  if (wanted !== undefined && found.some(({ name }) => name.toLowerCase() === wanted.toLowerCase()))
    return [];
  const [{ name, line }] = found as [(typeof found)[0]];
  const names = found.map((one) => `"${one.name}" (line ${one.line})`).join(', ');
  const message =
    wanted === undefined
      ? `Which configuration is to be applied? Write configuration=${name} behind the path; there is ${names}.`
      : `There is no configuration "${wanted}" in this script, but ${names}.`;
  return [{ line, message }];
}
