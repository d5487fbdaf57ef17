import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { checkLayers, loadLayers } from '../../src/layers/load.js';
import { renderUserData } from '../../src/user-data/render.js';
import { filesOf, rowsOf, runnerOf } from './windows.js';

const SCRIPT = `# é
Configuration Web {
  Import-DscResource -ModuleName WebAdministrationDsc
  File site { DestinationPath = {{path}}; Contents = "x" }
}

configuration 'Database'
{
}
`;

let workspace: string;
beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), 'dsc-test-'));
  put('dsc/web.ps1', SCRIPT);
  put('dsc/modules/WebAdministrationDsc/4.2.1/WebAdministrationDsc.psd1', '@{}\n');
});
afterEach(() => rmSync(workspace, { recursive: true }));

function put(path: string, content: string): void {
  mkdirSync(dirname(join(workspace, path)), { recursive: true });
  writeFileSync(join(workspace, path), content);
}

const problems = async (line: string) =>
  (await checkLayers([line], { workspace })).map(({ line: at, message }) => [at, message]);

describe('a DSC layer', () => {
  test('brings its script with the values filled in, and its modules, and runs again after each reboot', async () => {
    const layers = await loadLayers(['dsc:dsc/web.ps1 configuration=web modules=dsc/modules'], { workspace });
    const { bytes } = await renderUserData({
      os: 'windows',
      layers,
      variables: { path: "C:\\it's" },
      signal: '0'.repeat(32),
      ttlMinutes: undefined,
      allowSecrets: false,
    });
    const [row] = rowsOf(runnerOf(bytes));
    const files = filesOf(row!);
    expect([row!.Name, row!.Reboot, Object.keys(files)]).toEqual([
      'dsc/web.ps1',
      'again',
      ['setup.ps1', 'configuration.ps1', 'modules/WebAdministrationDsc/4.2.1/WebAdministrationDsc.psd1'],
    ]);
    expect(files['configuration.ps1']!.toString()).toBe(`\uFEFF${SCRIPT.replace('{{path}}', "'C:\\it''s'")}`);
    expect(files['setup.ps1']!.toString()).toMatch(
      /modules[^]*\. \.\\configuration\.ps1\n& 'web' -OutputPath [^]*Start-DscConfiguration [^]*exit 3010[^]*Test-DscConfiguration/,
    );
  });

  test.each([
    ['dsc:dsc/web.ps1', 2, 'configuration=Web behind the path; there is "Web" (line 2), "Database" (line 7)'],
    ['dsc:dsc/web.ps1 configuration=Wbe', 2, 'no configuration "Wbe" in this script, but "Web" (line 2)'],
    ['dsc:dsc/web.ps1 configuration=a;b', undefined, 'expected the name of a configuration'],
    ['dsc:dsc/web.ps1 configuration=Web modules=../x', undefined, 'no folder in the workspace'],
    ['dsc:dsc/web.ps1 configuration=Web modules=dsc/web.ps1', undefined, 'no folder in the workspace'],
    ['dsc:dsc configuration=Web', undefined, 'This is a folder'],
  ])('%s is refused', async (line, at, message) => {
    expect(await problems(line)).toEqual([[at, expect.stringContaining(message)]]);
  });

  test('has to hold a configuration', async () => {
    put('dsc/web.ps1', '# configuration Web {\n');
    expect(await problems('dsc:dsc/web.ps1 configuration=Web')).toEqual([
      [undefined, expect.stringContaining('no "configuration NAME')],
    ]);
  });
});
