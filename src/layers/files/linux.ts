import { quoteForShell } from '../../user-data/quote/shell/hole.js';
import type { Layer } from '../layer.js';
import { filesOf, placementsOf, sourceOf, type Placement } from './placement.js';

/** POSIX sh that puts the files where they belong; they lie beside it. */
export function linuxScript(layer: Layer): string {
  const placements = placementsOf(layer);
  const folders = placements.some(({ isFolder }) => isFolder) ? PUT_FOLDER : '';
  return HEAD + folders + placements.map((placement, index) => command(placement, index, layer)).join('');
}

/** Without a mode, a file is as executable as it is in the workspace. */
function command(placement: Placement, index: number, layer: Layer): string {
  const { to, isFolder, mode, owner } = placement;
  const [from, there] = [sourceOf(index), quoteForShell(to)];
  if (isFolder) {
    const plain = mode ?? '0644';
    return `put_folder ${from} ${there} ${plain} ${searchable(plain)}${ownerWord(owner)}\n`;
  }
  const executable = filesOf(placement, layer).some((file) => file.executable);
  return `put ${from} ${there} ${mode ?? (executable ? '0755' : '0644')}${ownerWord(owner)}\n`;
}

function ownerWord(owner: string | undefined): string {
  return owner === undefined ? '' : ` ${owner}`;
}

/** The mode of folders, and of files that can be executed, where that is the one of files: who may read them may do that, too. */
function searchable(mode: string): string {
  const bits = Number.parseInt(mode, 8) & 0o777;
  return (bits | ((bits & 0o444) >> 2)).toString(8).padStart(4, '0');
}

/** A file is written beside the one whose place it takes: nobody sees half of it, and one that runs can be replaced. */
const HEAD = `#!/bin/sh
umask 022

say() {
  printf 'ami-launch: %s\\n' "$1"
}

# own PATH OWNER NAME
own() {
  [ -z "$2" ] || chown "$2" "$1" || {
    say "$3 can't belong to $2: are there that user and group by now? A cloud-config layer can make them."
    return 1
  }
}

# put FROM TO MODE [OWNER]
put() {
  [ ! -d "$2" ] || {
    say "$2 is a folder here. With a / behind it the file goes into that."
    exit 1
  }
  mkdir -p "\${2%/*}/" && new=$(mktemp "\${2%/*}/.ami-launch.XXXXXX") || exit 1
  { cat "$1" >"$new" && own "$new" "\${4-}" "$2" && chmod "$3" "$new" && mv -f "$new" "$2"; } || {
    rm -f "$new"
    exit 1
  }
}

`;

/** Folders that are there already stay as they are. */
const PUT_FOLDER = `# put_folder FROM TO MODE MODE_OF_FOLDERS_AND_PROGRAMS [OWNER]
put_folder() {
  mkdir -p "\${2%/*}/" || exit 1
  (cd "$1" && find . -type d) | while IFS= read -r path; do
    to=$2\${path#.}
    [ -d "$to" ] && continue
    mkdir "$to" && own "$to" "\${5-}" "$to" && chmod "$4" "$to" || exit 1
  done || exit 1
  (cd "$1" && find . -type f) | while IFS= read -r path; do
    mode=$3
    [ ! -x "$1/$path" ] || mode=$4
    put "$1/$path" "$2\${path#.}" "$mode" "\${5-}"
  done || exit 1
}

`;
