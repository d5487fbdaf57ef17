import { compact } from './compact.js';
import { endsOf, METADATA, protect } from './end-windows.js';
import { TAKEN } from './reboot-windows.js';
import { type MachineTask, STAGING, URL_MARK } from './system.js';
import { windowsDeadline, windowsTtl } from './ttl/windows.js';

/** Where the runner comes from: in base64 in the script itself, or from a bucket, where it has that SHA-256 in hex. */
type RunnerSource = { readonly base64: string } | { readonly digest: string };

/**
 * The script that an agent runs: it sees to it that the machine ends in time, unpacks the runner (gzip) into a folder of its
 * own, and runs it there. When it can't fetch a staged one, it signals that. Windows PowerShell 5.1. All ASCII: nothing says
 * in which code page agents read it. The digits of the signal stand in it for who looks whose user data it is.
 *
 * The folder is where only administrators can make one, so that nobody else has made it before; its path has no blanks.
 *
 * Agents may run it once more after a reboot that the layers wanted: where the run goes on by itself, it leaves that alone;
 * where it runs at every boot, it is what goes on.
 */
export function bootstrap(task: MachineTask, source: RunnerSource): string {
  const staged = 'digest' in source;
  const mark = task.build === undefined ? '' : '# ami-launch-power-off\n';
  const parts = [
    METADATA,
    endingsOf(task),
    staged ? endsOf(task) : '',
    UNPACK.replace('UNDER_WAY', () => (task.persist ? GOES_ON : TAKEN_UP)).replace('SOURCE', () =>
      staged ? FETCH.replace('DIGEST', source.digest) : inline(source.base64),
    ),
  ];
  return START.replace('SIGNAL', task.signal) + mark + compact(parts.join(''));
}

function endingsOf({ ttlMinutes, build }: MachineTask): string {
  const deadline = build === undefined ? '' : windowsDeadline(build.deadlineSeconds);
  return deadline + (ttlMinutes === undefined ? '' : windowsTtl(ttlMinutes));
}

const START = `# Written by ami-launch: unpacks what runs the layers, and runs it. ami-launch-signal: SIGNAL
$ErrorActionPreference = 'Stop'
`;

const UNPACK = `
$folder = Join-Path $env:SystemRoot 'ami-launch'
$runner = Join-Path $folder 'runner.ps1'
$state = Join-Path $folder 'state.json'
UNDER_WAYelse {
  Remove-Item -Recurse -Force $folder -ErrorAction SilentlyContinue
  New-Item -ItemType Directory -Force -Path $folder | Out-Null
  ${protect('$folder')}
SOURCE  $plain = New-Object IO.Compression.GZipStream $packed, ([IO.Compression.CompressionMode]::Decompress)
  $file = [IO.File]::Create($runner)
  try { $plain.CopyTo($file) } finally { $file.Dispose() }
}
$ErrorActionPreference = 'Continue'
& "$PSHOME\\powershell.exe" -NoProfile -NonInteractive -ExecutionPolicy Bypass -File $runner
exit $LASTEXITCODE
`;

/** In an image of a machine that is being rebooted between its layers, there is what that one has left. */
const GOES_ON = `if ((Test-Path $state) -and (ConvertFrom-Json (Get-Content -Raw $state)).Instance -eq (Get-Metadata 'instance-id')) { }
`;

const TAKEN_UP = `$taken = ${TAKEN}
if ((Test-Path $taken) -and (Get-Content $taken) -eq (Get-Metadata 'instance-id')) {
  Write-Output 'ami-launch: this instance has taken up its user data before, and goes on with it by itself'
  exit 0
}
`;

function inline(base64: string): string {
  return `  $packed = New-Object IO.MemoryStream (, [Convert]::FromBase64String('${base64}'))\n`;
}

/** TLS 1.2 has to be asked for in the .NET of older systems. What WebClient says of an error doesn't hold the URL. */
const FETCH = `  Write-Output 'ami-launch: fetching the layers'
  $staged = Join-Path $folder 'staged'
  for ($try = 0; ; $try++) {
    try {
      [Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor [Net.SecurityProtocolType]::Tls12
      (New-Object Net.WebClient).DownloadFile('${URL_MARK}', $staged)
      if ((Get-FileHash -Algorithm SHA256 -Path $staged).Hash -ne 'DIGEST') { throw 'it is not what was staged' }
      break
    } catch {
      Write-Output "ami-launch: the layers can't be fetched from the staging bucket: $_"
      if ($try -ge 6) { Stop-Run '${STAGING}' 1 }
      Start-Sleep -Seconds ([Math]::Pow(2, $try))
    }
  }
  $packed = New-Object IO.MemoryStream (, [IO.File]::ReadAllBytes($staged))
`;
