import type { Script } from '../layers/kind.js';
import type { LayerFile } from '../layers/layer.js';
import { KINDS } from '../layers/table.js';
import { decodeText, encodeText, forPowershell, withBom } from '../layers/text.js';
import { IMAGING } from './clean-windows.js';
import { compact } from './compact.js';
import { endsOf, METADATA } from './end-windows.js';
import type { ReadyLayer } from './fill.js';
import { quoteForPowershell } from './quote/powershell/hole.js';
import { MOST_ROUNDS, reboots, TAKEN } from './reboot-windows.js';
import { FETCH_SECRETS } from './secrets/fetch-windows.js';
import type { MachineTask } from './system.js';

/** A runner, and what each of its layers takes of it, in bytes. */
export interface WindowsRunner {
  /** As the file has to have it: UTF-8 with a byte order mark, without which Windows PowerShell 5.1 reads some code page. */
  readonly bytes: Uint8Array;
  readonly shares: readonly { readonly layer: string; readonly bytes: number }[];
}

/** What each layer's script is called in the folder of its own that it runs in. */
const SCRIPT = 'setup.ps1';

/**
 * The script that runs all layers of a Windows machine, stops at the first that fails, reboots the machine where one wants it
 * and goes on after that, and writes the signal to the first serial port. Windows PowerShell 5.1; a file in a folder of its own.
 *
 * What the layers are stands in it as strings, so that packing it once packs them all together.
 */
export function windowsRunner(task: MachineTask): WindowsRunner {
  const { layers, persist, build } = task;
  const rows = layers.map((layer) => ({ layer: layer.name, text: rowOf(layer) }));
  const secrets = layers.some((layer) => layer.secrets?.length) ? FETCH_SECRETS : '';
  const functions = [
    METADATA,
    endsOf(task),
    reboots(persist),
    secrets,
    build === undefined ? '' : IMAGING.functions,
    INVOKE,
  ];
  const run = RUN + (build === undefined ? STAYS : IMAGING.end);
  const table = `$layers = @(\n${rows.map((row) => row.text).join('')})\n`;
  const text = START + compact(functions.join('')) + table + compact(run);
  const shares = rows.map((row) => ({ layer: row.layer, bytes: Buffer.byteLength(row.text) }));
  return { bytes: withBom(encodeText(text)), shares };
}

const START = `# Written by ami-launch: runs the layers in order and tells the first serial port how they ended.
param([switch] $Resume)
$ErrorActionPreference = 'Stop'
$folder = $PSScriptRoot
$state = Join-Path $folder 'state.json'
$taken = ${TAKEN}
$next = 0
$round = 1
$code = 0
`;

/**
 * A layer runs as GitHub runs steps with `shell: powershell`: errors end it with 1, and without one it ends as the last
 * program that it ran, or as it says itself by `exit`. Source: "Workflow syntax for GitHub Actions", "Exit codes and error
 * action preference". The command is one argument, and holds no double quotes: 5.1 would not hand them on.
 */
const INVOKE = `
# The text brings its own byte order mark where it has one.
function Add-File([string] $Path, [hashtable] $File) {
  [IO.Directory]::CreateDirectory([IO.Path]::GetDirectoryName($Path)) | Out-Null
  if ($File.ContainsKey('Text')) { [IO.File]::WriteAllText($Path, $File.Text) }
  else { [IO.File]::WriteAllBytes($Path, [Convert]::FromBase64String($File.Base64)) }
}

function Invoke-Layer([int] $At) {
  $layer = $layers[$At]
  Write-Output "ami-launch: running $($layer.Name)"
  $script:code = 1
  $own = Join-Path $folder "layer-$($At + 1)"
  try {
    foreach ($file in $layer.Files) { Add-File (Join-Path $own $file.Path) $file }
    foreach ($one in $layer.Environment) { [Environment]::SetEnvironmentVariable($one.Variable, $one.Value) }
    foreach ($one in $layer.Secrets) { Set-Secret $one }
    Set-Location $own
    $ErrorActionPreference = 'Continue'
    $global:LASTEXITCODE = 1
    $command = '$ErrorActionPreference = ''Stop''; . .\\${SCRIPT}; if (Test-Path variable:LASTEXITCODE) { exit $LASTEXITCODE }'
    & "$PSHOME\\powershell.exe" -NoProfile -NonInteractive -ExecutionPolicy Bypass -Command $command
    $script:code = $LASTEXITCODE
  } catch {
    Write-Output "ami-launch: $_"
  }
  foreach ($one in @($layer.Environment) + @($layer.Secrets)) {
    if ($one) { [Environment]::SetEnvironmentVariable($one.Variable, $null) }
  }
}
`;

/** Installers end with 3010 or 1641 where all went well, and a reboot is wanted. Source: Windows Installer, "Error Codes". */
const RUN = `
trap {
  Write-Output "ami-launch: $_"
  Stop-Run 'runner' 1
}
Resume-Run
for ($at = $next; $at -lt $layers.Count; $at++) {
  $name = $layers[$at].Name
  if (Test-Path $state) { Save-State $at $round }
  if ($round -gt ${MOST_ROUNDS}) {
    Write-Output "ami-launch: $name was started ${MOST_ROUNDS} times, each time after a reboot"
    Stop-Run $name 3010
  }
  Invoke-Layer $at
  $wanted = @(3010, 1641) -contains $code
  if ($code -ne 0 -and -not $wanted) { Stop-Run $name $code }
  $after = $layers[$at].Reboot
  if ($wanted -and $after -eq 'again') { Restart-Run $at $round }
  if ($wanted -or $after -eq 'always') { Restart-Run ($at + 1) 0 }
  $round = 1
}
`;

/** How the runner of a machine that is here to stay ends. */
const STAYS = `Clear-Run
Send-Signal 'ok'
`;

/** A layer as a row of the runner's table. */
function rowOf(layer: ReadyLayer): string {
  const { name, environment = [], secrets = [] } = layer;
  const { content, files = [], reboot }: Script = KINDS[layer.kind].onWindows?.(layer) ?? layer;
  const all = [{ path: SCRIPT, content: forPowershell(content) }, ...files];
  const columns = [
    ['Name', quoteForPowershell(name)],
    ['Reboot', reboot && quoteForPowershell(reboot)],
    ['Environment', list(environment.map(hash))],
    ['Secrets', list(secrets.map(({ variable, reference }) => hash({ variable, ...reference })))],
    ['Files', list(all.map(fileOf))],
  ] as const;
  const lines = columns.flatMap(([key, value]) => (value === undefined ? [] : [`${key} = ${value}\n`]));
  return `@{\n${lines.join('')}}\n`;
}

function list(items: readonly string[]): string | undefined {
  return items.length === 0 ? undefined : `@(\n${items.join('')})`;
}

function hash(fields: object): string {
  const pairs = Object.entries(fields).map(([key, value]) => `${key} = ${quoteForPowershell(String(value))}`);
  return `@{ ${pairs.join('; ')} }\n`;
}

/** As a string where that keeps every byte: text in UTF-8. */
function fileOf({ path, content }: Pick<LayerFile, 'path' | 'content'>): string {
  const text = decodeText(content);
  return text !== undefined && Buffer.from(text).equals(content)
    ? hash({ path, text })
    : hash({ path, base64: Buffer.from(content).toString('base64') });
}
