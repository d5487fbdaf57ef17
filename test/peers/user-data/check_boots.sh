#!/bin/sh
# Has a real cloud-init boot builders, what is made of their disks, and other machines: check_boots.sh FOLDER [CLOUD-INIT],
# by way of ../overlay.sh. CLOUD-INIT is an unpacked package of another version than the installed one.
folder=$1
# shellcheck disable=SC2034 # machine.sh reads it
version=${2:-}
checks=$(dirname "$0")
# shellcheck source=test/peers/user-data/machine.sh
. "$checks/machine.sh"

inside cloud-init --version 2>&1

boot i-builder bake.bin
check 'a builder runs its layers and signals' "$(ended)" "$(printf 'bake\nok')"
check 'sets its deadline first, and powers itself off last' "$(calls | sed -n '1s/ .*//p;$p')" "$(printf 'systemd-run\nsystemctl poweroff')"
# What cloud-init 24 and later write when they are told to end, they delete when the next boot begins.
check 'leaves nothing of cloud-init' "$(find "$root"/var/lib/cloud/* "$root"/var/log/cloud-init* ! -type d ! -path '*/data/status.json' ! -path '*/data/result.json' 2>/dev/null)" ''
check 'and an empty machine ID' "$(wc -c <"$root/etc/machine-id")" 0
boot i-builder app.bin
check 'a cleaned machine runs other user data as the same instance' "$(ended)" "$(printf 'app\nok')"
boot i-new app.bin
check 'and as another, without deadline and power-off' "$(ended; calls)" "$(printf 'app\nok')"

boot i-together together.bin
check 'cloud-config goes first, then the scripts in order' "$(ended)" "$(printf 'boot\none\ntwo é🦊\ni-together\nc\nü\nok')"
check 'files of all layers are written' "$(cat "$root/a" "$root/b")" "$(printf 'a\nb é🦊')"
check 'nothing in the log to worry about' "$(grep -E ' - [^ ]*\[(WARNING|ERROR)\]|Traceback' "$root/var/log/cloud-init.log")" ''
check 'cloud-init finds what came of it valid' "$(inside cloud-init schema --annotate --config-file /var/lib/cloud/instance/cloud-config.txt 2>&1 | grep -c '^Valid ')" 1

boot i-stops stops.bin
check 'the first script that fails stops the rest' "$(ended)" "$(printf 'one\nfailed zwei ü.sh exit 7')"
boot i-by-hand app.bin
check 'a machine made of that disk without cleaning runs its own layers only' "$(ended)" "$(printf 'app\nok')"

boot i-runcmd runcmd-fails.bin
check 'a runcmd that fails stops the scripts' "$(ended; grep -c 'from s$' "$root/var/log/cloud-init-output.log")" "$(printf 'failed r.yaml exit 3\n0')"
boot i-bootcmd bootcmd-fails.bin
check 'so does a bootcmd' "$(ended)" 'failed b.yaml exit 1'
for lost in jinja-breaks jinja-lacks; do
  boot "i-$lost" "$lost.bin"
  check "so does Jinja that cloud-init can't fill in: $lost" "$(ended)" 'failed j.yaml exit 1'
done
boot i-packages packages-fail.bin
check 'so does a package that is not to be had' "$(ended)" 'failed p.yaml exit 1'
exit "$failed"
