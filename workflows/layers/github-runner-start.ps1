# Starts the runner of GitHub Actions that github-runner.ps1 has installed, for one job, as a local user of its own, who is
# no administrator, and shuts the machine down when it ends, with its job or without one; with `ttl-minutes` that ends the
# instance. App. Variables: jit_config, the encoded_jit_config that GitHub's API makes for this runner, kept where only the
# instance reads it: jit_config=ssm:/path or secretsmanager:name. after_job, which may be left out: poweroff or stay. Windows
# Server 2016 to 2025.
$ErrorActionPreference = 'Stop'
$config = "{{jit_config}}"
$afterJob = if ($env:AMI_LAUNCH_after_job) { $env:AMI_LAUNCH_after_job } else { 'poweroff' }
if ($afterJob -notin 'poweroff', 'stay') { throw "after_job=${afterJob}: not poweroff or stay" }
$name = 'actions-runner'
$runner = "$env:SystemDrive\$name"
$started = Join-Path $env:ProgramData "$name-started.txt"

# A configuration is good for one start, so another run with the same one has nothing to do.
$stream = New-Object IO.MemoryStream (, [Text.Encoding]::UTF8.GetBytes($config))
$digest = (Get-FileHash -Algorithm SHA256 -InputStream $stream).Hash
if ((Test-Path $started) -and [IO.File]::ReadAllText($started) -eq $digest) { exit 0 }

if (-not (Test-Path "$runner\run.cmd")) { throw "No runner in ${runner}: bake github-runner.ps1" }

# Nobody needs to know the password but the task scheduler.
$random = New-Object byte[] 32
[Security.Cryptography.RandomNumberGenerator]::Create().GetBytes($random)
$password = 'aA1-' + [Convert]::ToBase64String($random)
$secure = New-Object Security.SecureString
$password.ToCharArray() | ForEach-Object { $secure.AppendChar($_) }
if (Get-LocalUser $name -ErrorAction SilentlyContinue) { Set-LocalUser $name -Password $secure }
else { New-LocalUser $name -Password $secure -PasswordNeverExpires -AccountNeverExpires | Out-Null }
# Users, and Performance Log Users: they may log on as a batch job, which a task does, and little else.
foreach ($group in 'S-1-5-32-545', 'S-1-5-32-559') {
  try { Add-LocalGroupMember -SID $group -Member $name } catch [Microsoft.PowerShell.Commands.MemberExistsException] { }
}

function Set-Access([string] $Path, [string[]] $Rights) {
  & "$env:SystemRoot\System32\icacls.exe" $Path $Rights | Out-Null
  if ($LASTEXITCODE -ne 0) { throw "icacls $Path $Rights ended with $LASTEXITCODE" }
}

# Not as an argument, which every user can see: the task reads the file, and it is gone before the job begins.
$secret = Join-Path $runner '.jit-config'
Set-Content $secret '' -NoNewline
Set-Access $runner '/grant', "${name}:(OI)(CI)M"
Set-Access $secret '/inheritance:r', '/grant:r', '*S-1-5-32-544:F', '*S-1-5-18:F', "${name}:M"
Set-Content $secret $config -NoNewline
$start = Join-Path $runner 'start.ps1'
Set-Content $start @'
$env:ACTIONS_RUNNER_INPUT_JITCONFIG = [IO.File]::ReadAllText("$PSScriptRoot\.jit-config")
Remove-Item "$PSScriptRoot\.jit-config"
& "$PSScriptRoot\run.cmd"
exit $LASTEXITCODE
'@
$action = New-ScheduledTaskAction -Execute "$PSHOME\powershell.exe" -WorkingDirectory $runner -Argument "-NoProfile -NonInteractive -ExecutionPolicy Bypass -File `"$start`""
# A task's own defaults are three days, and less than normal priority.
$settings = New-ScheduledTaskSettingsSet -ExecutionTimeLimit ([TimeSpan]::Zero) -Priority 4
Register-ScheduledTask -Force -TaskName $name -Action $action -Settings $settings -User "$env:COMPUTERNAME\$name" -Password $password | Out-Null
Start-ScheduledTask $name
if ($afterJob -eq 'poweroff') {
  # A task of the system's, as the runner's user may not shut down. Its first minute is time for the runner to begin, and for
  # whoever waits for this layer to see how it ended, when the runner ends at once.
  $wait = "Start-Sleep 60; while ((Get-ScheduledTask $name).State -in 'Queued', 'Running') { Start-Sleep 5 }; shutdown.exe /s /f /t 0"
  $ending = New-ScheduledTaskAction -Execute "$PSHOME\powershell.exe" -Argument "-NoProfile -NonInteractive -Command $wait"
  Register-ScheduledTask -Force -TaskName "$name-end" -Action $ending -Settings $settings -User SYSTEM -RunLevel Highest | Out-Null
  Start-ScheduledTask "$name-end"
}
[IO.File]::WriteAllText($started, $digest)
