# Installs the CloudWatch agent from Amazon's bucket of the region, configures it and starts it. Bake or app.
# Variable, which may be left out: cloudwatch_config, the agent's configuration as JSON, or where SSM has it
# (cloudwatch_config=ssm:/cloudwatch/web); without it the agent's own default, which reports memory and disks.
# The instance's role needs CloudWatchAgentServerPolicy. Windows Server 2016 to 2025.
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
[Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor [Net.SecurityProtocolType]::Tls12
$control = Join-Path $env:ProgramFiles 'Amazon\AmazonCloudWatchAgent\amazon-cloudwatch-agent-ctl.ps1'
$code = 0

function Get-Metadata([string] $Path) {
  $token = Invoke-RestMethod -Method Put -Uri 'http://169.254.169.254/latest/api/token' -Headers @{ 'X-aws-ec2-metadata-token-ttl-seconds' = '60' }
  Invoke-RestMethod -Uri "http://169.254.169.254/latest/meta-data/$Path" -Headers @{ 'X-aws-ec2-metadata-token' = $token }
}

if (-not (Test-Path $control)) {
  $region = Get-Metadata 'placement/region'
  $domain = Get-Metadata 'services/domain'
  $package = Join-Path $env:TEMP 'amazon-cloudwatch-agent.msi'
  Invoke-WebRequest -UseBasicParsing -OutFile $package -Uri "https://amazoncloudwatch-agent-$region.s3.$region.$domain/windows/amd64/latest/amazon-cloudwatch-agent.msi"
  $code = (Start-Process msiexec.exe -ArgumentList "/i `"$package`" /qn /norestart" -Wait -PassThru).ExitCode
  Remove-Item $package
  if ($code -notin 0, 3010) { throw "The installer ended with $code" }
}

# What was applied last is kept, so that the agent isn't started anew where nothing has changed.
$applied = Join-Path $env:ProgramData 'Amazon\AmazonCloudWatchAgent\ami-launch.json'
$config = if ($env:AMI_LAUNCH_cloudwatch_config) { $env:AMI_LAUNCH_cloudwatch_config } else { 'default' }
if (-not (Test-Path $applied) -or [IO.File]::ReadAllText($applied) -cne $config) {
  $file = Join-Path $env:TEMP 'ami-launch.json'
  [IO.File]::WriteAllText($file, $config)
  $from = if ($config -eq 'default') { 'default' } else { "file:$file" }
  & "$PSHOME\powershell.exe" -NoProfile -NonInteractive -ExecutionPolicy Bypass -File $control -a fetch-config -m ec2 -s -c $from
  if ($LASTEXITCODE -ne 0) { throw "The agent refused its configuration: exit code $LASTEXITCODE" }
  Move-Item -Force $file $applied
}
exit $code
