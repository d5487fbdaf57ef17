#!/bin/sh
# Holds rendered user data against real readers of it: cloud-init (installed, and of later Debian releases), tree-sitter-powershell, ShellCheck.
# Each is skipped, with a line that says so, where it isn't installed:
#   apt-get install cloud-init shellcheck
#   python3 -m venv FOLDER && FOLDER/bin/pip install tree-sitter tree-sitter-powershell; PEERS_PYTHON=FOLDER/bin/python
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
failed=0

# peer NAME COMMAND...
peer() {
  echo "== $1"
  shift
  "$@" || failed=1
}

cd "$here/../../.." && npx tsx "$here/fixtures.ts" "$folder" || exit 1

cloud_python=${CLOUD_INIT_PYTHON:-/usr/bin/python3}

# cloud_init [UNPACKED]: all that is asked of one version.
cloud_init() {
  echo "== cloud-init ${1##*/}"
  PYTHONPATH=${1:+$1/usr/lib/python3/dist-packages} "$cloud_python" "$here/check_cloud_init.py" "$folder"
  set -- "$?" "$@"
  "$here/../overlay.sh" 400 "$here/check_boots.sh" "$folder" "${2:-}" && return "$1"
}

if "$cloud_python" -c 'import cloudinit' 2>/dev/null; then
  others=$("$here/cloud_inits.sh" .venv-peers/cloud-init)
  [ "$(echo "$others" | wc -w)" -eq 2 ] || echo 'SKIP cloud-init: not all versions could be fetched'
  # One core for the installed version, which takes a process for each stage of a boot, and one for the others.
  (
    for other in $others; do
      cloud_init "$other" || touch "$folder/failed"
    done
  ) >"$folder/others.log" 2>&1 &
  cloud_init || failed=1
  wait "$!"
  cat "$folder/others.log"
  echo '== cloud-init, random sets of layers'
  for seed in 1 2; do
    { npx tsx "$here/random-sets.ts" 5000 "$seed" | "$cloud_python" "$here/check_random.py" 5000 || touch "$folder/failed"; } >"$folder/random-$seed.log" 2>&1 &
  done
  wait
  cat "$folder"/random-*.log
  [ ! -e "$folder/failed" ] || failed=1
else
  echo "SKIP cloud-init: $cloud_python has no module cloudinit"
fi

python=${PEERS_PYTHON:-python3}
if "$python" -c 'import tree_sitter, tree_sitter_powershell' 2>/dev/null; then
  peer tree-sitter-powershell "$python" "$here/check_powershell.py" "$folder"
else
  echo "SKIP tree-sitter-powershell: $python has no modules tree_sitter and tree_sitter_powershell"
fi

if command -v shellcheck >/dev/null; then
  peer ShellCheck shellcheck --shell=sh -x "$folder"/*.sh "$here"/*.sh "$here/../overlay.sh"
else
  echo 'SKIP ShellCheck: not installed'
fi
exit "$failed"
