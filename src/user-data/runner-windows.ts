import { decodeText, hasBom, withBom } from '../layers/text.js';
import { gzip } from './gzip.js';
import type { ReadyLayer } from './fill.js';
import { quoteForPowershell } from './quote/powershell/hole.js';
import { IMAGING } from './clean-windows.js';
import { aroundLayer, FETCH_SECRETS } from './secrets/fetch-windows.js';
import type { MachineTask } from './system.js';
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
 */
export function windowsRunner({ layers, signal, ttlMinutes, build }: MachineTask): WindowsRunner {
  const runs = layers.map((layer) => ({ layer: layer.name, text: runLayer(layer) }));
  const deadline = build === undefined ? '' : windowsDeadline(build.deadlineSeconds);
  const ttl = ttlMinutes === undefined ? '' : windowsTtl(ttlMinutes);
  const { functions, failed, end } = build === undefined ? STAYS : IMAGING;
  const secrets = layers.some((layer) => layer.secrets?.length) ? FETCH_SECRETS : '';
  const head = [
    START,
    ...(deadline + ttl + secrets === '' ? [] : [METADATA]),
    deadline,
    ttl,
    HEAD.replace('SIGNAL', signal).replace('FAILED', failed),
    functions,
    secrets,
    FOLDER,
  ];
  const text = [...head, ...runs.map((run) => run.text), end].join('');
  return { text, shares: runs.map((run) => ({ layer: run.layer, bytes: Buffer.byteLength(run.text) })) };
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

function Invoke-Layer([string] $Name, [string] $Base64) {
  Write-Output "ami-launch: running $Name"
  $code = 1
  try {
    $path = Join-Path $folder 'layer.ps1'
    Expand-Layer $Base64 $path
    $ErrorActionPreference = 'Continue'
    $global:LASTEXITCODE = 1
    & "$PSHOME\\powershell.exe" -NoProfile -NonInteractive -ExecutionPolicy Bypass -File $path
    $code = $LASTEXITCODE
  } catch {
    Write-Output "ami-launch: $_"
  }
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

function runLayer({ name, content, secrets = [] }: ReadyLayer): string {
  const { before, after } = aroundLayer(secrets, nameExpression(name));
  const run = `Invoke-Layer ${nameExpression(name)} '${gzip(readable(content)).toString('base64')}'\n`;
  return `${before}${run}${after}`;
}

function nameExpression(name: string): string {
  if (/^[ -~]*$/.test(name)) return quoteForPowershell(name);
  return `([Text.Encoding]::UTF8.GetString([Convert]::FromBase64String('${Buffer.from(name).toString('base64')}')))`;
}

/** Windows PowerShell 5.1 reads a script without byte order mark in the machine's code page. */
function readable(content: Uint8Array): Uint8Array {
  const text = decodeText(content);
  const needsBom = text !== undefined && !hasBom(text) && /[^\0-\x7F]/.test(text);
  return needsBom ? withBom(content) : content;
}
