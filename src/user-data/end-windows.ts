import { POWER_OFF } from './clean-windows.js';
import type { MachineTask } from './system.js';

/** The instance metadata service. Source: EC2 user guide, "Use the Instance Metadata Service" (IMDSv2). */
export const METADATA = `
function Get-Metadata([string] $Path) {
  $token = Invoke-RestMethod -Method Put -Uri 'http://169.254.169.254/latest/api/token' -Headers @{ 'X-aws-ec2-metadata-token-ttl-seconds' = '60' }
  Invoke-RestMethod -Uri "http://169.254.169.254/latest/meta-data/$Path" -Headers @{ 'X-aws-ec2-metadata-token' = $token }
}
`;

/**
 * PowerShell after which only administrators and the system get at a folder: layers may hold what others shall not read.
 *
 * @param path as an expression
 */
export function protect(path: string): string {
  return `& "$env:SystemRoot\\System32\\icacls.exe" ${path} /inheritance:r /grant:r '*S-1-5-32-544:(OI)(CI)F' '*S-1-5-18:(OI)(CI)F' | Out-Null`;
}

/** PowerShell that ends a run badly and tells so: `Stop-Run`, which doesn't return, and what it is made of. Needs `$folder`. */
export function endsOf({ signal, build }: Pick<MachineTask, 'signal' | 'build'>): string {
  const powerOff = build === undefined ? '' : POWER_OFF;
  const failed = build === undefined ? 'exit 1' : 'Stop-Machine';
  return ENDS.replace('SIGNAL', signal).replace('FAILED', failed) + powerOff;
}

/**
 * The port is opened anew for each try: the agents write their own lines to it and keep it for themselves meanwhile.
 *
 * The task that goes on after a reboot may take itself away. Source: schtasks delete, "doesn't … interrupt a running program".
 */
const ENDS = `
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

function Clear-Run {
  Set-Location $env:SystemRoot
  Get-ScheduledTask -TaskName 'ami-launch-resume-*' -ErrorAction SilentlyContinue | Unregister-ScheduledTask -Confirm:$false -ErrorAction SilentlyContinue
  Remove-Item -Recurse -Force $folder -ErrorAction SilentlyContinue
}

function Stop-Run([string] $Layer, [int] $Code) {
  Write-Output "ami-launch: $Layer failed with exit code $Code"
  Send-Signal "failed $Layer exit $Code"
  Clear-Run
  FAILED
}
`;
