const SECONDS = 60;

/** PowerShell by which a Windows machine shuts itself down a while after its first boot. Needs `Get-Metadata`. */
export function windowsTtl(ttlMinutes: number): string {
  return shutDownIn(ttlMinutes * SECONDS, 'ami-launch-end');
}

/** The same for a builder, whose layers have to end in time. */
export function windowsDeadline(seconds: number): string {
  return shutDownIn(seconds, 'ami-launch-deadline');
}

/**
 * A task of the system's, which outlives reboots and is made up for where the machine was off. Where user data runs at every
 * boot, the first one's stays.
 *
 * A machine that is made from an image of this one has the task too, but another ID: there it only takes itself away. It is
 * named for its instance, so as not to hit the task that the new one has made. Without a metadata service, which may come
 * late after a boot, it can't tell, and shuts down.
 */
function shutDownIn(seconds: number, task: string): string {
  return SCRIPT.replaceAll('SECONDS', String(seconds)).replaceAll('TASK', task);
}

const SCRIPT = `
# Before anything can hang: shuts the machine down in time, counted from now, its first boot.
try {
  $own = Get-Metadata 'instance-id'
  $name = "TASK-$own"
  $check = "function Get-Metadata { \${function:Get-Metadata} }
    for (\`$try = 0; -not \`$id -and \`$try -ne 60; \`$try++) { \`$id = try { Get-Metadata 'instance-id' } catch { Start-Sleep -Seconds 5 } }
    if (-not \`$id -or \`$id -eq '$own') { & \`"\`$env:SystemRoot\\System32\\shutdown.exe\`" /s /f /t 0 }
    else { Unregister-ScheduledTask -TaskName '$name' -Confirm:\`$false }"
  $encoded = [Convert]::ToBase64String([Text.Encoding]::Unicode.GetBytes($check))
  $end = (Get-Date).ToUniversalTime().AddSeconds(SECONDS)
  $trigger = New-ScheduledTaskTrigger -Once -At $end
  $trigger.StartBoundary = $end.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'")
  $task = @{
    TaskName = $name
    Action = New-ScheduledTaskAction -Execute "$PSHOME\\powershell.exe" -Argument "-NoProfile -NonInteractive -EncodedCommand $encoded"
    Trigger = $trigger
    Settings = New-ScheduledTaskSettingsSet -StartWhenAvailable -AllowStartIfOnBatteries -DontStopIfGoingOnBatteries
    User = 'SYSTEM'
    RunLevel = 'Highest'
  }
  if (-not (Get-ScheduledTask -TaskName $name -ErrorAction SilentlyContinue)) { Register-ScheduledTask @task -ErrorAction Stop | Out-Null }
} catch {
  Write-Output "ami-launch: no task could be made to shut the machine down: $_"
  & "$env:SystemRoot\\System32\\shutdown.exe" /s /f /t SECONDS
}
`;
