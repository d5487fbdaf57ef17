import { encodeText } from '../text.js';

/**
 * The start of every tool's script. POSIX sh. Ruby and Python take text for ASCII without a locale, and Ruby programs stop
 * without a home; cloud-init gives scripts neither.
 */
const START = `#!/bin/sh
# Written by ami-launch.
export HOME="\${HOME:-/root}"
LC_ALL=$(locale -a 2>/dev/null | grep -im1 -e '^C\\.utf' -e '^en_US\\.utf') && export LC_ALL

say() { echo "ami-launch: $*"; }

give_up() {
  say "$*"
  exit 1
}
`;

/**
 * The shell function `install_first`. Lists of packages are often locked at the first boot, when the system looks for updates;
 * `DPkg::Lock::Timeout` waits for the packages' lock only. apt(-get) knows a pattern behind "=", dnf and yum one behind "-".
 */
export const INSTALL_FIRST = `
# install_first VERSION NAME...: the first of these packages that there is; any version where that is empty.
install_first() {
  version=$1
  shift
  if command -v apt-get >/dev/null; then
    export DEBIAN_FRONTEND=noninteractive
    for try in 1 2 3 4 5 6 7 8 9 10; do
      if apt-get update -qq; then break; fi
      sleep "$try"
    done
  fi
  for name; do
    say "installing $name"
    if command -v apt-get >/dev/null; then
      apt-get -o DPkg::Lock::Timeout=300 install -qqy --no-install-recommends "$name\${version:+=$version*}" && return
    elif command -v dnf >/dev/null; then
      dnf -qy install "$name\${version:+-$version*}" && return
    elif command -v yum >/dev/null; then
      yum -qy install "$name\${version:+-$version*}" && return
    elif command -v zypper >/dev/null; then
      zypper --non-interactive --quiet install "$name" && return
    fi
  done
  return 1
}
`;

/** A tool's script from its parts. */
export function toolScript(...parts: readonly string[]): Uint8Array {
  return encodeText([START, ...parts].join(''));
}

/**
 * Commands that stop where a tool that is there isn't of the version wanted: it may be there for somebody else, so none
 * replaces it.
 *
 * @param tool as messages call it
 * @param command tells its version, without a word more
 */
export function checkVersion(tool: string, command: string, version: string | undefined): string {
  if (version === undefined) return '';
  return `
is=$(${command})
case $is. in
  ${version}.*) ;;
  *) give_up "${tool} $is is on this machine, and version=${version} is wanted. Bake that one in, or leave the option out." ;;
esac
`;
}
