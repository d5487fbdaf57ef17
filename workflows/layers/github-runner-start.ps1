# Starts the runner of GitHub Actions that github-runner.ps1 has installed, for one job, as a local user of its own, who is
# no administrator. App. Variable: jit_config, the just-in-time configuration that GitHub's API makes for this runner (its
# answer's encoded_jit_config), kept where only the instance reads it: jit_config=ssm:/path or secretsmanager:name.
# It ends with its job, the machine doesn't: `ttl-minutes` or `mode: terminate` end that. Windows Server 2016 to 2025.
$ErrorActionPreference = 'Stop'
$config = "{{jit_config}}"
$name = 'actions-runner'
$runner = "$env:SystemDrive\$name"
$started = Join-Path $env:ProgramData "$name-started.txt"

# A configuration is good for one start, so another run with the same one has nothing to do.
$stream = New-Object IO.MemoryStream (, [Text.Encoding]::UTF8.GetBytes($config))
$digest = (Get-FileHash -Algorithm SHA256 -InputStream $stream).Hash
if ((Test-Path $started) -and [IO.File]::ReadAllText($started) -eq $digest) { exit 0 }

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
[IO.File]::WriteAllText($started, $digest)
