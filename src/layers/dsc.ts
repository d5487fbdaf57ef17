import type { Script } from './kind.js';
import type { Layer } from './layer.js';
import { encodeText, forPowershell } from './text.js';
import { quoteForPowershell } from '../user-data/quote/powershell/hole.js';

/** Where the modules lie beside the script. */
export const MODULES = 'modules';

const CONFIGURATION = 'configuration.ps1';

/**
 * Applies a configuration to the machine itself: compiles it, starts it, and asks then whether the machine is as it says. It
 * runs again after each reboot that the Local Configuration Manager waits for.
 *
 * Modules have to be in place before the script is read, as `Import-DscResource` is carried out then. What one resource can't
 * do is no end: which ones are not as they should be is told by the test, which asks about this very configuration.
 *
 * Source: PowerShell DSC 1.1, "Start-DscConfiguration", "Test-DscConfiguration", "Get-DscLocalConfigurationManager" (LCMState).
 */
export function dscScript({ content, files = [], options = {} }: Layer): Script {
  const name = quoteForPowershell(options['configuration'] ?? '');
  const script = SCRIPT.replace('NAME', () => name);
  return {
    content: encodeText(script),
    files: [{ path: CONFIGURATION, content: forPowershell(content), executable: false }, ...files],
    reboot: 'again',
  };
}

const SCRIPT = `$ProgressPreference = 'SilentlyContinue'
if (-not (Get-Command Start-DscConfiguration -ErrorAction SilentlyContinue) -or $PSVersionTable.PSVersion.Major -lt 5) {
  Write-Output 'ami-launch: this Windows has no DSC as in Windows PowerShell 5.1. Install WMF 5.1 in the image, or in a layer before.'
  exit 1
}
if (Test-Path .\\${MODULES}) {
  Copy-Item -Recurse -Force -Path .\\${MODULES}\\* -Destination "$env:ProgramFiles\\WindowsPowerShell\\Modules"
}
. .\\${CONFIGURATION}
& NAME -OutputPath .\\mof | Out-Null
if (-not (Test-Path .\\mof\\localhost.mof)) {
  $nodes = (Get-ChildItem .\\mof -Filter *.mof).BaseName -join ', '
  Write-Output "ami-launch: the configuration is for $nodes. It has to be for the node localhost, or for none."
  exit 1
}
# It may still be at work on what a reboot interrupted.
while ((Get-DscLocalConfigurationManager).LCMState -eq 'Busy') { Start-Sleep -Seconds 5 }
# Needed for what follows, and maybe not started yet after a boot.
Start-Service WinRM
# The machine reboots when this layer says so, or nothing would go on.
if (Test-Path .\\mof\\localhost.meta.mof) {
  $meta = Get-Content -Raw .\\mof\\localhost.meta.mof
  $meta -replace '(RebootNodeIfNeeded\\s*=\\s*)True', '\${1}False' | Set-Content -Encoding Unicode .\\mof\\localhost.meta.mof
  Set-DscLocalConfigurationManager -Path .\\mof -Force -Verbose
}
Start-DscConfiguration -Path .\\mof -Wait -Force -Verbose -ErrorAction Continue
if ((Get-DscLocalConfigurationManager).LCMState -eq 'PendingReboot') { exit 3010 }
$test = Test-DscConfiguration -ReferenceConfiguration "$PWD\\mof\\localhost.mof"
if ($test.InDesiredState) { exit 0 }
foreach ($resource in $test.ResourcesNotInDesiredState) {
  Write-Output "ami-launch: not in the desired state: $($resource.ResourceId)"
}
exit 1
`;
