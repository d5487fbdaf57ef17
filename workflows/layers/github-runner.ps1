# Installs the newest runner of GitHub Actions in C:\actions-runner, checked by its SHA-256. Bake. No variables.
# It is registered nowhere: github-runner-start.ps1 does that, at launch. Windows Server 2016 to 2025.
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
[Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor [Net.SecurityProtocolType]::Tls12
$runner = "$env:SystemDrive\actions-runner"
if (Test-Path $runner) { exit 0 }

$release = Invoke-RestMethod -Uri 'https://api.github.com/repos/actions/runner/releases/latest'
$version = $release.tag_name.TrimStart('v')
# Each release's notes tell the SHA-256 of its files: <!-- BEGIN SHA win-x64 -->...<!-- END SHA win-x64 -->
if ($release.body -notmatch 'BEGIN SHA win-x64 -->([0-9a-f]{64})<') { throw "GitHub doesn't tell the SHA-256 of the runner $version" }
$digest = $Matches[1]
$package = Join-Path $env:TEMP 'actions-runner.zip'
Invoke-WebRequest -UseBasicParsing -OutFile $package -Uri "https://github.com/actions/runner/releases/download/v$version/actions-runner-win-x64-$version.zip"
if ((Get-FileHash -Algorithm SHA256 -Path $package).Hash -ne $digest) { throw "The runner $version is not what its release says" }

$unpacked = "$runner-$PID"
Add-Type -AssemblyName System.IO.Compression.FileSystem
[IO.Compression.ZipFile]::ExtractToDirectory($package, $unpacked)
Move-Item $unpacked $runner
Remove-Item $package
