# Installs IIS with its management tools (those that the edition can have); its default site answers on port 80. Bake.
# What it shall serve is a layer of yours. No variables. Windows Server 2016 to 2025.
$ErrorActionPreference = 'Stop'
$result = Install-WindowsFeature -Name Web-Server -IncludeManagementTools
Write-Output ($result.FeatureResult | ForEach-Object { $_.DisplayName })
if (-not $result.Success) { throw "IIS can't be installed: $($result.ExitCode)" }
# The machine reboots, and the layers after this one run then.
if ("$($result.RestartNeeded)" -eq 'Yes') { exit 3010 }
