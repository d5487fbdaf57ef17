import { quoteForPowershell } from '../../user-data/quote/powershell/hole.js';
import type { Layer } from '../layer.js';
import { placementsOf, sourceOf } from './placement.js';

/** Windows PowerShell 5.1 that puts the files where they belong; they lie beside it. */
export function windowsScript(layer: Layer): string {
  const placements = placementsOf(layer);
  const folders = placements.some(({ isFolder }) => isFolder) ? COPY_FOLDER : '';
  const commands = placements.map(
    ({ to, isFolder }, index) =>
      `${isFolder ? 'Copy-Folder' : 'Copy-File'} "$PSScriptRoot\\${sourceOf(index).replaceAll('/', '\\')}" ${quoteForPowershell(to)}\n`,
  );
  return HEAD + folders + commands.join('');
}

/**
 * A file is written beside the one whose place it takes, so that it has the permissions of its folder, and nobody sees half
 * of it. Source: .NET Framework 4, `File.Replace` (which keeps the permissions of the one replaced) and `File.Move`.
 */
const HEAD = `$ErrorActionPreference = 'Stop'

function Copy-File([string] $From, [string] $To) {
  if ([IO.Directory]::Exists($To)) { throw "$To is a folder here. With a \\ behind it the file goes into that." }
  [IO.Directory]::CreateDirectory([IO.Path]::GetDirectoryName($To)) | Out-Null
  $new = "$To.$([Guid]::NewGuid())"
  try {
    [IO.File]::Copy($From, $new)
    if ([IO.File]::Exists($To)) { [IO.File]::Replace($new, $To, [NullString]::Value) } else { [IO.File]::Move($new, $To) }
  } finally {
    [IO.File]::Delete($new)
  }
}

`;

const COPY_FOLDER = `function Copy-Folder([string] $From, [string] $To) {
  $folder = (Get-Item -LiteralPath $From).FullName
  foreach ($file in Get-ChildItem -LiteralPath $folder -Recurse -File -Force) {
    Copy-File $file.FullName ($To + $file.FullName.Substring($folder.Length))
  }
}

`;
