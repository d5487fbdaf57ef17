#!/bin/sh
# Has the real cloud-init boot machines whose user data runs the real Puppet and Ansible: check_tools.sh FOLDER VENV, by way of
# ../overlay.sh
folder=$1
version=
checks=$(dirname "$0")/../user-data
# shellcheck source=test/peers/user-data/machine.sh
. "$checks/machine.sh"

# A newer Ansible, where a layer with version=2.19 looks for it.
mkdir -p "$root$2" "$root/opt/ami-launch" && mount --bind "$2" "$root$2" && ln -s "$2" "$root/opt/ami-launch/ansible-2.19"
# same FILE FILE: whether they hold the same JSON.
same() {
  python3 -c 'import json, sys
one, other = (json.load(open(path, encoding="utf-8")) for path in sys.argv[1:])
print("same" if one == other else [(a, b) for a, b in zip(one, other) if a != b])' "$1" "$2"
}

boot i-tools tools.bin
check 'the layers run in order, and signal' "$(cat "$root/ran"; console)" "$(printf 'puppet\nrepository\nansible\nfolder\nlast\nok')"
for how in puppet ansible folder; do
  check "variables reach it unchanged: $how" "$(same "$folder/values.json" "$root/got/$how.json")" same
done
check 'Hiera is read' "$(cat "$root/got/hiera")" 'from hiera'
check 'the playbook ran under the version wanted' "$(cat "$root/got/versions")" "$(printf 'unpinned\n2.19')"
check 'nothing of it stays' "$(find "$root"/var/lib/cloud -name 'ami-launch*'; find "$root/var/lib/cloud" -name variables.json)" ''

for case in 'puppet-fails fails.pp 4' 'puppet-breaks breaks.pp 1' 'ansible-fails fails.yml 2'; do
  # shellcheck disable=SC2086 # three words
  set -- $case
  rm -f "$root/ran"
  boot "i-$1" "$1.bin"
  check "$1: told with the exit code, and the rest did not run" "$(console; cat "$root/ran" 2>/dev/null)" "failed $2 exit $3"
done
exit "$failed"
