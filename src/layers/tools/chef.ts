import type { ReadyLayer } from '../../user-data/fill.js';
import type { Script } from '../kind.js';
import type { LayerFile } from '../layer.js';
import { encodeText } from '../text.js';
import { checkVersion, toolScript } from './linux.js';
import { checkWindowsVersion } from './windows.js';

/** Where a Chef repository lies on the machine, and the user's attributes. */
export const REPOSITORY = 'repo';
export const ATTRIBUTES = 'attributes.json';

/** Where Cinc's installers are, which its project says to use. Source: cinc.sh, "Cinc Client", "Quick install". */
const INSTALLERS = 'https://omnitruck.cinc.sh';

/**
 * The client's configuration. Ruby. Variables are read from the environment, so that nothing has to be quoted and no secret is in a
 * script; all attributes go into one file in the layer's own folder, which root alone can read and which goes when the run ends.
 *
 * A run that forks told of a wanted reboot by exit code 1 (chef/chef#8332). Chef 15 and later want their license accepted;
 * Cinc takes no notice.
 */
export const CLIENT = `# Written by ami-launch.
require 'json'

here = File.dirname(File.expand_path(__FILE__))
read = lambda do |name|
  file = File.join(here, name)
  File.exist?(file) ? JSON.parse(File.read(file, mode: 'rb', encoding: 'UTF-8')) : {}
end
variables = ENV.to_h.select { |name, _| name.start_with?('AMI_LAUNCH_') }.map do |name, value|
  [name.sub('AMI_LAUNCH_', ''), Gem.win_platform? ? value.encode('UTF-8') : value.dup.force_encoding('UTF-8')]
end
attributes = read.call('${ATTRIBUTES}').merge(read.call('run-list.json'))
attributes['ami_launch'] = (attributes['ami_launch'] || {}).merge(variables.to_h)
File.write(File.join(here, 'node.json'), JSON.generate(attributes), mode: 'wb', perm: 0o600)

# Chef would have the machine go down under the run.
require 'chef/platform/rebooter'
Chef::Platform::Rebooter.define_singleton_method(:reboot!) { |_node| raise Chef::Exceptions::Reboot, 'A recipe wants a reboot.' }

client_fork false
chef_license 'accept-silent'
chef_repo_path File.join(here, '${REPOSITORY}')
cookbook_path %w[cookbooks site-cookbooks].map { |name| File.join(here, '${REPOSITORY}', name) }
json_attribs File.join(here, 'node.json')
`;

function filesOf({ options = {}, files = [] }: ReadyLayer): LayerFile[] {
  const list = options['run-list']?.split(',');
  const runList = list && JSON.stringify({ run_list: list });
  return [
    ...files,
    { path: 'client.rb', content: encodeText(CLIENT), executable: false },
    ...(runList ? [{ path: 'run-list.json', content: encodeText(runList), executable: false }] : []),
  ];
}

/**
 * Runs Cinc or Chef without a server. Exit codes 35 and 37: a reboot is scheduled, or wanted. Source: Chef RFC 062.
 */
export function chefOnLinux(layer: ReadyLayer): Script {
  const version = layer.options?.['version'];
  const pinned = version === undefined ? '' : ` -v ${version}`;
  const content = toolScript(
    `
PATH=$PATH:/opt/cinc/bin:/opt/chef/bin

# fetch URL FILE: by whichever of these there is.
fetch() {
  curl -fsSL --retry 5 -o "$2" "$1" || wget -qO "$2" "$1" ||
    python3 -c 'import sys, urllib.request as web; web.urlretrieve(sys.argv[1], sys.argv[2])' "$1" "$2"
}

find_chef() { chef=$(command -v cinc-client || command -v chef-client); }

if ! find_chef; then
  say 'installing Cinc'
  if fetch ${INSTALLERS}/install.sh install-cinc.sh; then sh install-cinc.sh -P cinc${pinned}; fi
fi
find_chef || give_up 'Neither Cinc nor Chef is on this machine, and Cinc could not be installed by ${INSTALLERS}/install.sh. Bake it in.'
`,
    checkVersion('Chef', `"$chef" --version | grep -Eom1 '[0-9]+(\\.[0-9]+)+'`, version),
    `
"$chef" --local-mode --no-color --config "$PWD/client.rb"
code=$?
case $code in
  35 | 37) say "Chef wants a reboot (exit code $code), and no layer after it would run. Leave the reboot out of the recipes." ;;
esac
exit "$code"
`,
  );
  return { content, files: filesOf(layer) };
}

/** The same on Windows, where 3010 is what installers end with when a reboot is wanted. */
export function chefOnWindows(layer: ReadyLayer): Script {
  const version = layer.options?.['version'];
  const pinned = version === undefined ? '' : ` -version ${version}`;
  const check = checkWindowsVersion(
    'Chef',
    `[regex]::Match("$(& $chef --version)", '\\d+(\\.\\d+)+').Value`,
    version,
  );
  const script = `# Written by ami-launch.
$ErrorActionPreference = 'Stop'
function Find-Chef {
  @(
    Get-Command 'cinc-client.bat', 'chef-client.bat' -CommandType Application -ErrorAction SilentlyContinue | ForEach-Object { $_.Path }
    Get-Item 'C:\\cinc-project\\cinc\\bin\\cinc-client.bat', 'C:\\opscode\\chef\\bin\\chef-client.bat' -ErrorAction SilentlyContinue | ForEach-Object { $_.FullName }
  ) | Select-Object -First 1
}
$chef = Find-Chef
if (-not $chef) {
  Write-Output 'ami-launch: installing Cinc'
  try {
    [Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor [Net.SecurityProtocolType]::Tls12
    (New-Object Net.WebClient).DownloadFile('${INSTALLERS}/install.ps1', "$PSScriptRoot\\install-cinc.ps1")
    . "$PSScriptRoot\\install-cinc.ps1"
    install -project cinc${pinned}
  } catch {
    Write-Output "ami-launch: $_"
  }
  $chef = Find-Chef
}
if (-not $chef) {
  Write-Output 'ami-launch: Neither Cinc nor Chef is on this machine, and Cinc could not be installed by ${INSTALLERS}/install.ps1. Bake it in.'
  exit 1
}
$ErrorActionPreference = 'Continue'
${check}& $chef --local-mode --no-color --config "$PSScriptRoot\\client.rb"
if ($LASTEXITCODE -eq 35 -or $LASTEXITCODE -eq 37) {
  Write-Output "ami-launch: Chef wants a reboot (exit code $LASTEXITCODE)"
  exit 3010
}
exit $LASTEXITCODE
`;
  return { content: encodeText(script), files: filesOf(layer) };
}
