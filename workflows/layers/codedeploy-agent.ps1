# Installs CodeDeploy's agent from Amazon's bucket of the region and starts it, now and at every boot. Bake. No variables.
# Windows Server 2016 to 2025. The instance's role must be allowed to read the revisions in S3.
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
[Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor [Net.SecurityProtocolType]::Tls12
$code = 0

function Get-Metadata([string] $Path) {
  $token = Invoke-RestMethod -Method Put -Uri 'http://169.254.169.254/latest/api/token' -Headers @{ 'X-aws-ec2-metadata-token-ttl-seconds' = '60' }
  Invoke-RestMethod -Uri "http://169.254.169.254/latest/meta-data/$Path" -Headers @{ 'X-aws-ec2-metadata-token' = $token }
}

if (-not (Get-Service codedeployagent -ErrorAction SilentlyContinue)) {
  $region = Get-Metadata 'placement/region'
  $domain = Get-Metadata 'services/domain'
  $package = Join-Path $env:TEMP 'codedeploy-agent.msi'
  Invoke-WebRequest -UseBasicParsing -OutFile $package -Uri "https://aws-codedeploy-$region.s3.$region.$domain/latest/codedeploy-agent.msi"
  $code = (Start-Process msiexec.exe -ArgumentList "/i `"$package`" /qn /norestart" -Wait -PassThru).ExitCode
  Remove-Item $package
  if ($code -notin 0, 3010) { throw "The installer ended with $code" }
}
Set-Service codedeployagent -StartupType Automatic
Start-Service codedeployagent
exit $code
