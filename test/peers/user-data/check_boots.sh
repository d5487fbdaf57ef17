#!/bin/sh
# Has the real cloud-init boot a builder, and then what is made of its disk: check_boots.sh FOLDER
if [ "${2:-}" != inside ]; then
  user=
  [ "$(id -u)" -eq 0 ] || user=--map-root-user
  # shellcheck disable=SC2086 # nothing or one word
  exec timeout 120 unshare $user --mount --pid --fork --propagation private sh "$0" "$1" inside
fi
folder=$1
# shellcheck source=test/peers/user-data/machine.sh
. "$(dirname "$0")/machine.sh"

boot i-builder bake.bin
check 'a builder runs its layers and signals' "$(cat "$root/ran"; console)" "$(printf 'bake\nok')"
check 'sets its deadline first, and powers itself off last' "$(sed -n '1s/ .*//p;$p' "$root/calls")" "$(printf 'systemd-run\nsystemctl poweroff')"
check 'leaves nothing of cloud-init' "$(find "$root"/var/lib/cloud/* "$root"/var/log/cloud-init* ! -type d 2>/dev/null)" ''
check 'and an empty machine ID' "$(wc -c <"$root/etc/machine-id")" 0
: >"$root/ran"
boot i-builder app.bin
check 'a cleaned machine runs other user data as the same instance' "$(cat "$root/ran"; console)" "$(printf 'app\nok')"
boot i-new app.bin
check 'and as another, without deadline and power-off' "$(cat "$root/ran"; console; cat "$root/calls")" "$(printf 'app\napp\nok')"
exit "$failed"
