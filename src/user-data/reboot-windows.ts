import { protect } from './end-windows.js';

/** How often a layer is started at the most, each time after a reboot; then it fails. */
export const MOST_ROUNDS = 20;

/** Holds the ID of the instance that goes on by itself after reboots: an agent that asks once more has nothing to do. */
export const TAKEN = `Join-Path $env:SystemRoot 'ami-launch.instance'`;

/**
 * PowerShell by which a run outlives a reboot: which layer is next stands on disk beside the runner, and at startup a task of
 * the system's runs that again (where the agent runs user data at every boot, it does). Needs `Get-Metadata`, `Stop-Run`,
 * `$folder`, `$state`, `$taken`, `$round` and `$Resume`, which the task gives.
 *
 * A machine made from an image of one that was caught between has all of it, but another instance ID: there the task only
 * takes itself away. It is named for its instance, so as not to hit the task that the new one may have made meanwhile.
 *
 * The agent gets some seconds to note that the user data has run: one that is cut off may run it again, and finds in the file
 * `$taken` that this instance has taken it up. Tasks run at a low
 * priority, and for no longer than three days, unless told otherwise.
 */
export function reboots(persist: boolean): string {
  return REBOOTS.replace('TASK', () => (persist ? '' : TASK));
}

const TASK = `    Set-Content -Path $taken -Value $instance -Encoding ASCII
    $command = "\`"$PSHOME\\powershell.exe\`" -NoProfile -NonInteractive -ExecutionPolicy Bypass -File \`"$PSCommandPath\`" -Resume >>\`"$log\`" 2>&1"
    $task = @{
      TaskName = "ami-launch-resume-$instance"
      Action = New-ScheduledTaskAction -Execute "$env:SystemRoot\\System32\\cmd.exe" -Argument "/d /s /c \`"$command\`""
      Trigger = New-ScheduledTaskTrigger -AtStartup
      Settings = New-ScheduledTaskSettingsSet -AllowStartIfOnBatteries -DontStopIfGoingOnBatteries -ExecutionTimeLimit ([TimeSpan]::Zero) -Priority 4
      User = 'SYSTEM'
      RunLevel = 'Highest'
    }
    Register-ScheduledTask @task -Force -ErrorAction Stop | Out-Null
`;

const REBOOTS = `
# The network may come late after a boot.
function Get-InstanceId {
  for ($try = 0; ; $try++) {
    try { return Get-Metadata 'instance-id' } catch {
      if ($try -ge 60) { throw }
      Start-Sleep -Seconds 2
    }
  }
}

function Save-State([int] $Next, [int] $Round) {
  @{ Instance = $instance; Next = $Next; Round = $Round } | ConvertTo-Json | Set-Content -Path "$state.new" -Encoding ASCII
  Move-Item -Force "$state.new" $state
}

# Goes on with that layer after a reboot.
function Restart-Run([int] $Next, [int] $Round) {
  Write-Output 'ami-launch: rebooting'
  try {
    $script:instance = Get-InstanceId
    Save-State $Next $Round
    # From the next boot on nobody else reads what the layers say.
    $log = Join-Path $env:SystemRoot 'ami-launch.log'
    if (-not (Test-Path $log)) { New-Item -ItemType File -Path $log | Out-Null }
    ${protect('$log').replaceAll('(OI)(CI)', '')}
TASK    $shutdown = "$env:SystemRoot\\System32\\shutdown.exe"
    & $shutdown /r /f /t 15
    # 1190: somebody has scheduled one for later; 1115: the machine is going down already.
    if ($LASTEXITCODE -eq 1190) { & $shutdown /a; & $shutdown /r /f /t 15 }
    if (0, 1115 -notcontains $LASTEXITCODE) { throw "shutdown.exe ended with $LASTEXITCODE" }
  } catch {
    Write-Output "ami-launch: $_"
    Stop-Run 'reboot' 1
  }
  exit 0
}

# Takes up where the machine was rebooted; nothing where it wasn't.
function Resume-Run {
  if (-not (Test-Path $state)) { if ($Resume) { exit 0 }; return }
  try {
    $saved = ConvertFrom-Json (Get-Content -Raw $state)
    $script:instance = Get-InstanceId
  } catch {
    Write-Output "ami-launch: $_"
    Stop-Run 'reboot' 1
  }
  if ($saved.Instance -ne $instance) {
    Unregister-ScheduledTask -TaskName "ami-launch-resume-$($saved.Instance)" -Confirm:$false -ErrorAction SilentlyContinue
    exit 0
  }
  $script:next = $saved.Next
  $script:round = $saved.Round + 1
}
`;
