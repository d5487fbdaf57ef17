/**
 * PowerShell that fetches secrets with AWS Tools for PowerShell, which Amazon's Windows images bring, and the instance's
 * role. Needs `Get-Metadata`. Failures are tried again for half a minute: a role's credentials can take
 * some seconds to appear after boot. Messages name the secret and what AWS said, never a value.
 */
export const FETCH_SECRETS = `
function Get-Secret([string] $Service, [string] $Id, [string] $Key) {
  $command = @{ ssm = 'Get-SSMParameter'; secretsmanager = 'Get-SECSecretValue' }[$Service]
  if (-not (Get-Command $command -ErrorAction SilentlyContinue)) {
    throw "$command is missing: the image has no AWS Tools for PowerShell. Install them in it, or in a layer before."
  }
  for ($try = 0; ; $try++) {
    try {
      $region = if ($Id -like 'arn:*') { $Id.Split(':')[3] } else { Get-Metadata 'placement/region' }
      if ($Service -eq 'ssm') { $value = (Get-SSMParameter -Name $Id -WithDecryption $true -Region $region).Value }
      else { $value = (Get-SECSecretValue -SecretId $Id -Region $region).SecretString }
      break
    } catch {
      if ($try -ge 5) { throw }
      Start-Sleep -Seconds ([Math]::Pow(2, $try))
    }
  }
  if ($null -eq $value) { throw 'is binary, which no variable can hold' }
  if (-not $Key) { return $value }
  $object = try { ConvertFrom-Json $value } catch { $null }
  if ($object -isnot [PSCustomObject] -or -not $object.PSObject.Properties[$Key]) { throw "is no JSON object with the key \`"$Key\`"" }
  $value = $object.$Key
  if ($value -is [string]) { return $value }
  return ConvertTo-Json $value -Compress -Depth 100
}

function Set-Secret([hashtable] $Secret) {
  try {
    [Environment]::SetEnvironmentVariable($Secret.Variable, (Get-Secret $Secret.Service $Secret.id $Secret.Key))
  } catch {
    throw "$($Secret.Service):$($Secret.id): $_"
  }
}
`;
