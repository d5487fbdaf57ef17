# Installs what Windows Update has for this machine, as its own settings would (no previews, no drivers), and logs each
# update. Bake, as `windows-update.ps1 reboot=again`: the machine reboots and this runs again until nothing is left.
# No variables. Windows Server 2016 to 2025. An update that fails twice fails the layer.
$ErrorActionPreference = 'Stop'
$failedBefore = Join-Path $env:ProgramData 'ami-launch-windows-update.txt'

# The service answers late after a boot, and its servers now and then not at all.
function Search-Update($Session) {
  for ($try = 1; ; $try++) {
    try {
      # The comma keeps the collection in one piece.
      return , $Session.CreateUpdateSearcher().Search("IsInstalled=0 and Type='Software' and IsHidden=0 and BrowseOnly=0").Updates
    } catch {
      if ($try -ge 5) { throw }
      Write-Output "The search failed: $_" | Out-Host
      Start-Sleep -Seconds (30 * $try)
    }
  }
}

if ((New-Object -ComObject Microsoft.Update.SystemInfo).RebootRequired) {
  Write-Output 'A reboot is due before anything can be installed.'
  exit 3010
}
$session = New-Object -ComObject Microsoft.Update.Session
$session.ClientApplicationID = 'ami-launch'
$updates = New-Object -ComObject Microsoft.Update.UpdateColl
$found = Search-Update $session
foreach ($update in $found) {
  # Such an update would wait for somebody to click.
  if ($update.InstallationBehavior.CanRequestUserInput) { Write-Output "Left out: $($update.Title)"; continue }
  if (-not $update.EulaAccepted) { $update.AcceptEula() }
  [void] $updates.Add($update)
}
if ($updates.Count -eq 0) {
  Remove-Item $failedBefore -ErrorAction SilentlyContinue
  Write-Output 'Nothing is left to install.'
  exit 0
}

Write-Output "Downloading $($updates.Count) updates"
$downloader = $session.CreateUpdateDownloader()
$downloader.Updates = $updates
[void] $downloader.Download()

$ready = New-Object -ComObject Microsoft.Update.UpdateColl
$failed = @()
foreach ($update in $updates) {
  if ($update.IsDownloaded) { [void] $ready.Add($update); continue }
  Write-Output "Not downloaded: $($update.Title)"
  $failed += $update.Identity.UpdateID
}

if ($ready.Count -gt 0) {
  $installer = $session.CreateUpdateInstaller()
  $installer.Updates = $ready
  $results = $installer.Install()
  for ($i = 0; $i -lt $ready.Count; $i++) {
    $result = $results.GetUpdateResult($i)
    # OperationResultCode: 2 succeeded, 3 succeeded with errors.
    $well = $result.ResultCode -in 2, 3
    $how = if ($well) { 'Installed' } else { 'Failed with 0x{0:X8}' -f $result.HResult }
    Write-Output "${how}: $($ready.Item($i).Title)"
    if (-not $well) { $failed += $ready.Item($i).Identity.UpdateID }
  }
}

$known = @(Get-Content $failedBefore -ErrorAction SilentlyContinue)
$twice = @($failed | Where-Object { $known -contains $_ })
if ($twice.Count -gt 0) { throw "$($twice.Count) updates failed twice" }
Set-Content $failedBefore ($known + $failed)
# Others may be offered once these are there.
exit 3010
