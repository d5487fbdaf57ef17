/** PowerShell by which a builder powers itself off; doesn't return. */
export const POWER_OFF = `
function Stop-Machine {
  & "$env:SystemRoot\\System32\\shutdown.exe" /s /f /t 5
  exit 1
}
`;

/** How long sysprep may take, in seconds: some minutes are usual. */
const SYSPREP_SECONDS = 20 * 60;

/**
 * How a builder's runner ends on Windows: sysprep by whichever of Amazon's agents the image has, which makes the machine
 * like new and shuts it down. Needs `Send-Signal`, `Clear-Run`, `Stop-Run` and `Stop-Machine`.
 *
 * Nobody waits for sysprep, since EC2Launch v2's waits for the agent, which waits for this script ("block"); so the signal
 * goes first. Where sysprep gets stuck, another process takes that back (the last signal counts) and powers the machine off.
 * A task of the system's that did this would be in the image, and end its machines. That process also takes away the log of
 * what ran after a reboot, which is open until this script ends.
 *
 * Sources: EC2 user guide, "Create an AMI using Windows Sysprep with EC2Launch v2", "… with EC2Launch", "… with EC2Config".
 */
export const IMAGING = {
  functions: `
# What makes the machine ready for imaging and shuts it down: a program with its arguments.
function Get-Sysprep {
  $v2 = Join-Path $env:ProgramFiles 'Amazon\\EC2Launch\\EC2Launch.exe'
  if (Test-Path $v2) { return @($v2, 'sysprep', '--shutdown=true') }
  $v1 = Join-Path $env:ProgramData 'Amazon\\EC2-Windows\\Launch\\Scripts'
  if (Test-Path "$v1\\SysprepInstance.ps1") {
    $command = "& '$v1\\InitializeInstance.ps1' -Schedule; & '$v1\\SysprepInstance.ps1'"
    return @("$PSHOME\\powershell.exe", '-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'Bypass', '-Command', "\`"$command\`"")
  }
  $config = Join-Path $env:ProgramFiles 'Amazon\\Ec2ConfigService\\ec2config.exe'
  if (Test-Path $config) { return @($config, '-sysprep') }
}

function Complete-Build {
  $program, $arguments = Get-Sysprep
  if (-not $program) {
    Write-Output 'ami-launch: none of EC2Launch v2, EC2Launch and EC2Config is there, so nothing can make an image of it'
    Stop-Run 'clean' 1
  }
  Write-Output 'ami-launch: cleaning for imaging'
  Clear-Run
  Get-ScheduledTask -TaskName 'ami-launch-*' -ErrorAction SilentlyContinue | Unregister-ScheduledTask -Confirm:$false -ErrorAction SilentlyContinue
  Remove-Item -Recurse -Force $taken, "$env:SystemRoot\\Temp\\*", "$env:ProgramData\\Amazon\\SSM\\InstanceData\\*" -ErrorAction SilentlyContinue
  Send-Signal 'ok'
  try {
    Start-Process -FilePath $program -ArgumentList $arguments
    $late = "Start-Sleep -Seconds 10; Remove-Item -Force '$env:SystemRoot\\ami-launch.log' -ErrorAction SilentlyContinue
      Start-Sleep -Seconds ${SYSPREP_SECONDS}
      function Send-Signal { \${function:Send-Signal} }
      Send-Signal 'failed clean exit 1'
      & '$env:SystemRoot\\System32\\shutdown.exe' /s /f /t 5"
    $encoded = [Convert]::ToBase64String([Text.Encoding]::Unicode.GetBytes($late))
    Start-Process -FilePath "$PSHOME\\powershell.exe" -ArgumentList '-NoProfile', '-NonInteractive', '-EncodedCommand', $encoded
  } catch {
    Write-Output "ami-launch: $_"
    Send-Signal 'failed clean exit 1'
    Stop-Machine
  }
}
`,
  end: 'Complete-Build\n',
};
