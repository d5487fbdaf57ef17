#!/bin/sh
# Holds rendered user data against real readers of it: cloud-init, tree-sitter-powershell, ShellCheck.
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
if "$cloud_python" -c 'import cloudinit' 2>/dev/null; then
  peer cloud-init "$cloud_python" "$here/check_cloud_init.py" "$folder"
  peer 'cloud-init, boot after boot' "$here/check_boots.sh" "$folder"
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
  peer ShellCheck shellcheck --shell=sh -x "$folder"/*.sh "$here/run.sh" "$here/check_boots.sh"
else
  echo 'SKIP ShellCheck: not installed'
fi
exit "$failed"
