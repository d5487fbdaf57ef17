import { KINDS } from '../layers/table.js';
import { decodeText, hasBom, withBom } from '../layers/text.js';
import { gzip } from './gzip.js';
import type { ReadyLayer } from './fill.js';
import { quoteForPowershell } from './quote/powershell/hole.js';
import { IMAGING } from './clean-windows.js';
import { aroundLayer, FETCH_SECRETS } from './secrets/fetch-windows.js';
import { type MachineTask, STAGING, URL_MARK } from './system.js';
import { windowsDeadline, windowsTtl } from './ttl/windows.js';

/** A runner, and what each of its layers takes of it, in bytes. */
export interface WindowsRunner {
  readonly text: string;
  readonly shares: readonly { readonly layer: string; readonly bytes: number }[];
}

/**
 * The script that runs all layers of a Windows machine, stops at the first that fails, and writes the signal to the first
 * serial port. Windows PowerShell 5.1. All ASCII: nothing says in which code page agents read it.
 *
 * Layers travel as gzip in base64: nothing in them can end the block or a string, their bytes arrive as they are, and
 * scripts become smaller by it rather than larger.
 *
 * @param endings what ends the machine in time; nothing where another script has seen to it
 */
export function windowsRunner(task: MachineTask, endings = endingsOf(task)): WindowsRunner {
  const { layers } = task;
  const runs = layers.map((layer, index) => ({ layer: layer.name, text: runLayer(layer, index) }));
  const secrets = layers.some((layer) => layer.secrets?.length) ? FETCH_SECRETS : '';
  const start = startOf(task, { endings, secrets });
  const text = [start, ...runs.map((run) => run.text), endOf(task).end].join('');
  return { text, shares: runs.map((run) => ({ layer: run.layer, bytes: Buffer.byteLength(run.text) })) };
}

/**
 * The script that fetches a staged runner (packed, with that SHA-256 in hex) and runs it; when it can't, it signals that. It
 * sees to it that the machine ends in time.
 */
export function fetchingRunner(task: MachineTask, digest: string): string {
  const start = startOf(task, { endings: endingsOf(task), secrets: '' });
  return start + FETCH_STAGED.replace('URL', URL_MARK).replace('DIGEST', digest);
}

function startOf(task: MachineTask, { endings, secrets }: { endings: string; secrets: string }): string {
  const { functions, failed } = endOf(task);
  const metadata = endings + secrets === '' ? '' : METADATA;
  const head = HEAD.replace('SIGNAL', task.signal).replace('FAILED', failed);
  return [START, metadata, endings, head, functions, secrets, FOLDER].join('');
}

function endOf({ build }: MachineTask): typeof STAYS {
  return build === undefined ? STAYS : IMAGING;
}

function endingsOf({ ttlMinutes, build }: MachineTask): string {
  const deadline = build === undefined ? '' : windowsDeadline(build.deadlineSeconds);
  return deadline + (ttlMinutes === undefined ? '' : windowsTtl(ttlMinutes));
}

const START = `# Written by ami-launch: runs the layers in order and tells the first serial port how they ended.
$ErrorActionPreference = 'Stop'
`;

/** Source: EC2 user guide, "Use the Instance Metadata Service" (IMDSv2). */
const METADATA = `
function Get-Metadata([string] $Path) {
  $token = Invoke-RestMethod -Method Put -Uri 'http://169.254.169.254/latest/api/token' -Headers @{ 'X-aws-ec2-metadata-token-ttl-seconds' = '60' }
  Invoke-RestMethod -Uri "http://169.254.169.254/latest/meta-data/$Path" -Headers @{ 'X-aws-ec2-metadata-token' = $token }
}
`;

/**
 * `powershell.exe -File` ends with 1 after an error that nobody caught, and with the number given to `exit`; errors that
 * don't end a script, and the exit codes of programs it runs, are the script's own to look at.
 * Source: about_PowerShell_exe 5.1, "-File".
 *
 * The port is opened anew for each try: the agents write their own lines to it and keep it for themselves meanwhile.
 */
const HEAD = `
function Send-Signal([string] $Result) {
  $line = "\`r\`nami-launch-signal: SIGNAL $Result\`r\`n"
  $bytes = [Text.Encoding]::UTF8.GetBytes($line)
  for ($try = 0; $try -lt 60; $try++) {
    $port = $null
    try {
      $port = New-Object System.IO.Ports.SerialPort 'COM1', 115200, 'None', 8, 'One'
      $port.WriteTimeout = 10000
      $port.Open()
      $port.Write($bytes, 0, $bytes.Length)
      # Closing throws away what hasn't left yet.
      $port.BaseStream.Flush()
      Start-Sleep -Seconds 1
      return
    } catch {
      Write-Output "ami-launch: COM1: $_"
      Start-Sleep -Seconds 1
    } finally {
      if ($port) { $port.Dispose() }
    }
  }
}

function Expand-Layer([string] $Base64, [string] $Path) {
  $packed = New-Object IO.MemoryStream (, [Convert]::FromBase64String($Base64))
  $plain = New-Object IO.Compression.GZipStream $packed, ([IO.Compression.CompressionMode]::Decompress)
  $file = [IO.File]::Create($Path)
  try { $plain.CopyTo($file) } finally { $file.Dispose() }
}

function Stop-Run([string] $Layer, [int] $Code) {
  Write-Output "ami-launch: $Layer failed with exit code $Code"
  Send-Signal "failed $Layer exit $Code"
  Remove-Item -Recurse -Force $folder -ErrorAction SilentlyContinue
  FAILED
}

function Add-File([string] $Own, [string] $Path, [string] $Base64) {
  $file = Join-Path (Join-Path $folder $Own) $Path
  New-Item -ItemType Directory -Force -Path (Split-Path $file) | Out-Null
  Expand-Layer $Base64 $file
}

function Invoke-Layer([string] $Name, [string] $Base64, [string] $Own) {
  Write-Output "ami-launch: running $Name"
  $code = 1
  try {
    $path = Join-Path $folder 'layer.ps1'
    if ($Own) {
      $path = Join-Path (Join-Path $folder $Own) 'setup.ps1'
      Push-Location (Split-Path $path)
    }
    Expand-Layer $Base64 $path
    $ErrorActionPreference = 'Continue'
    $global:LASTEXITCODE = 1
    & "$PSHOME\\powershell.exe" -NoProfile -NonInteractive -ExecutionPolicy Bypass -File $path
    $code = $LASTEXITCODE
  } catch {
    Write-Output "ami-launch: $_"
  }
  if ($Own) { Pop-Location }
  if ($code -ne 0) { Stop-Run $Name $code }
}
`;

const FOLDER = `
$folder = Join-Path $env:ProgramData "ami-launch-$([Guid]::NewGuid())"
New-Item -ItemType Directory -Path $folder | Out-Null
# Administrators and the system only: layers may hold what other users shall not read.
& "$env:SystemRoot\\System32\\icacls.exe" $folder /inheritance:r /grant:r '*S-1-5-32-544:(OI)(CI)F' '*S-1-5-18:(OI)(CI)F' | Out-Null
`;

/** How the runner of a machine that is here to stay ends. */
const STAYS = {
  functions: '',
  failed: 'exit 1',
  end: `Remove-Item -Recurse -Force $folder -ErrorAction SilentlyContinue
Send-Signal 'ok'
`,
};

/** TLS 1.2 has to be asked for in the .NET of older systems. What WebClient says of an error doesn't hold the URL. */
const FETCH_STAGED = `
Write-Output 'ami-launch: fetching the layers'
$packed = Join-Path $folder 'staged'
for ($try = 0; ; $try++) {
  try {
    [Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor [Net.SecurityProtocolType]::Tls12
    (New-Object Net.WebClient).DownloadFile('URL', $packed)
    if ((Get-FileHash -Algorithm SHA256 -Path $packed).Hash -ne 'DIGEST') { throw 'it is not what was staged' }
    break
  } catch {
    Write-Output "ami-launch: the layers can't be fetched from the staging bucket: $_"
    if ($try -ge 6) { Stop-Run '${STAGING}' 1 }
    Start-Sleep -Seconds ([Math]::Pow(2, $try))
  }
}
Expand-Layer ([Convert]::ToBase64String([IO.File]::ReadAllBytes($packed))) (Join-Path $folder 'runner.ps1')
$ErrorActionPreference = 'Continue'
& "$PSHOME\\powershell.exe" -NoProfile -NonInteractive -ExecutionPolicy Bypass -File (Join-Path $folder 'runner.ps1')
$code = $LASTEXITCODE
Remove-Item -Recurse -Force $folder -ErrorAction SilentlyContinue
exit $code
`;

/** A layer with other files has a folder of its own, and they are written there first. */
function runLayer(layer: ReadyLayer, index: number): string {
  const { name, environment = [], secrets = [] } = layer;
  const { content, files = [] } = KINDS[layer.kind].onWindows?.(layer) ?? layer;
  const { before, after } = aroundLayer(secrets, textExpression(name));
  const given = environment.map(
    ({ variable, value }) =>
      `[Environment]::SetEnvironmentVariable('${variable}', ${textExpression(value)})\n`,
  );
  const forget = environment.map(
    ({ variable }) => `Remove-Item Env:${variable} -ErrorAction SilentlyContinue\n`,
  );
  const own = files.length === 0 ? '' : `layer-${index + 1}`;
  const beside = files.map(
    ({ path, content: bytes }) =>
      `Add-File '${own}' ${textExpression(path)} '${gzip(bytes).toString('base64')}'\n`,
  );
  const where = own === '' ? '' : ` '${own}'`;
  const run = `Invoke-Layer ${textExpression(name)} '${gzip(readable(content)).toString('base64')}'${where}\n`;
  return [...given, before, ...beside, run, after, ...forget].join('');
}

function textExpression(name: string): string {
  if (/^[ -~]*$/.test(name)) return quoteForPowershell(name);
  return `([Text.Encoding]::UTF8.GetString([Convert]::FromBase64String('${Buffer.from(name).toString('base64')}')))`;
}

/** Windows PowerShell 5.1 reads a script without byte order mark in the machine's code page. */
function readable(content: Uint8Array): Uint8Array {
  const text = decodeText(content);
  const needsBom = text !== undefined && !hasBom(text) && /[^\0-\x7F]/.test(text);
  return needsBom ? withBom(content) : content;
}
