import type { ReadyLayer } from '../../user-data/fill.js';
import { quoteForPowershell } from '../../user-data/quote/powershell/hole.js';
import { quoteForShell } from '../../user-data/quote/shell/hole.js';
import type { Script } from '../kind.js';
import type { LayerFile } from '../layer.js';
import { encodeText } from '../text.js';
import { checkVersion, INSTALL_FIRST, toolScript } from './linux.js';
import { checkWindowsVersion } from './windows.js';

/** Where a control repository lies on the machine: as the environment that Puppet takes where none is said. */
export const CONTROL_REPOSITORY = 'environments/production';

/** Where a manifest lies that travels alone or with folders of modules. */
const MANIFEST = 'site.pp';

/** The folder of modules with that number, counted from 0. */
export function modulesFolder(index: number): string {
  return `modules-${index + 1}`;
}

/** The folders that a control repository keeps its modules in, where it doesn't say so itself. */
const OWN_MODULES = ['site-modules', 'site', 'modules'];

/** How Puppet is called. Relative paths, all written by us or of plain characters. */
interface Call {
  readonly manifest: string;
  /** Empty: wherever Puppet looks by itself. */
  readonly modules: readonly string[];
  readonly isRepository: boolean;
}

function callOf({ options = {}, files = [] }: ReadyLayer): Call {
  const has = (path: string): boolean => files.some((file) => file.path.startsWith(path));
  if (!has(`${CONTROL_REPOSITORY}/`)) {
    const modules = (options['modules'] ?? '').split(',').flatMap((_, index) => {
      const folder = modulesFolder(index);
      return has(`${folder}/`) ? [folder] : [];
    });
    return { manifest: MANIFEST, modules, isRepository: false };
  }
  const inRepository = (path: string): string => `${CONTROL_REPOSITORY}/${path}`;
  // Its modules are named in there, as Puppet's own servers read them.
  const names = has(inRepository('environment.conf')) ? [] : OWN_MODULES;
  return {
    manifest: inRepository(options['manifest'] ?? 'manifests/site.pp'),
    modules: names.map(inRepository).filter((folder) => has(`${folder}/`)),
    isRepository: true,
  };
}

/** The manifest, where it is the layer's own text, beside all that travels with it. */
function filesOf({ content, files = [] }: ReadyLayer): readonly LayerFile[] {
  return content.length === 0 ? files : [{ path: MANIFEST, content, executable: false }, ...files];
}

/**
 * Puppet's exit code with `--detailed-exitcodes`: 0 nothing to do, 2 changed, 1 the run failed, 4 some resources failed, 6
 * some failed and some changed. Source: puppet-apply(8), "--detailed-exitcodes".
 */
export function puppetOnLinux(layer: ReadyLayer): Script {
  const { manifest, modules, isRepository } = callOf(layer);
  const version = layer.options?.['version'];
  const paths = modules.map((folder) => `$PWD/${folder}`).join(':');
  const words = [
    ...(isRepository ? ['--environmentpath "$PWD/environments" --environment production'] : []),
    ...(paths === '' ? [] : [`--modulepath "${paths}"`]),
    quoteForShell(manifest),
  ].join(' ');
  const content = toolScript(
    INSTALL_FIRST,
    `
PATH=$PATH:/opt/puppetlabs/bin
command -v puppet >/dev/null || install_first '${version ?? ''}' puppet-agent openvox-agent puppet
command -v puppet >/dev/null || give_up 'Puppet is not on this machine, and none of the packages puppet-agent, openvox-agent and puppet could be installed. Bake it in, or add a repository that has it in a layer before.'
`,
    checkVersion('Puppet', 'puppet --version', version),
    `
puppet apply --detailed-exitcodes --color=false ${words}
code=$?
[ "$code" -ne 2 ] || code=0
exit "$code"
`,
  );
  return { content, files: filesOf(layer) };
}

/** The same on Windows, which has no packages of it. OpenVox, its successor, has a folder of its own beside. */
export function puppetOnWindows(layer: ReadyLayer): Script {
  const { manifest, modules, isRepository } = callOf(layer);
  const version = layer.options?.['version'];
  const inFolder = (path: string): string => `$PSScriptRoot\\${path.replaceAll('/', '\\')}`;
  const paths = modules.map(inFolder).join(';');
  const words = [
    ...(isRepository ? [`--environmentpath "${inFolder('environments')}" --environment production`] : []),
    ...(paths === '' ? [] : [`--modulepath "${paths}"`]),
    `(Join-Path $PSScriptRoot ${quoteForPowershell(manifest.replaceAll('/', '\\'))})`,
  ].join(' ');
  const check = checkWindowsVersion('Puppet', '"$(& $puppet --version)".Trim()', version);
  const script = `# Written by ami-launch.
$ErrorActionPreference = 'Stop'
$puppet = @(
  Get-Command puppet.bat -CommandType Application -ErrorAction SilentlyContinue | ForEach-Object { $_.Path }
  Get-ChildItem "$env:ProgramFiles\\Puppet Labs\\*\\bin\\puppet.bat" -ErrorAction SilentlyContinue | ForEach-Object { $_.FullName }
) | Select-Object -First 1
if (-not $puppet) {
  Write-Output 'ami-launch: Puppet is not on this machine. Bake it in, or install it in a PowerShell layer before.'
  exit 1
}
$ErrorActionPreference = 'Continue'
${check}& $puppet apply --detailed-exitcodes '--color=false' ${words}
if ($LASTEXITCODE -eq 2) { exit 0 }
exit $LASTEXITCODE
`;
  return { content: encodeText(script), files: filesOf(layer) };
}
