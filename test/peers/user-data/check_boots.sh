#!/bin/sh
# Has the real cloud-init boot a builder, and then what is made of its disk: ../overlay.sh 120 check_boots.sh FOLDER
folder=$1
root=${root:?}
failed=0

program() {
  { echo '#!/bin/sh' && cat; } >"$root/usr/local/sbin/$1" && chmod +x "$root/usr/local/sbin/$1"
}
for name in systemctl shutdown poweroff systemd-run; do echo "echo '$name' \"\$@\" >>/calls" | program $name; done
# As systemd does when it powers off: cloud-init is told to end while its script goes on.
# shellcheck disable=SC2016 # for the program to expand
echo '[ "$1" != 150 ] || { kill -TERM "$(cat /pid)"; exec /bin/sleep 60; }' | program sleep
mkdir -p "$root/seed" && rm -rf "$root"/var/lib/cloud/*
cat >"$root/etc/cloud/cloud.cfg" <<'CONFIG'
datasource_list: [NoCloud]
datasource: {NoCloud: {seedfrom: file:///seed/}}
network: {config: disabled}
cloud_init_modules: [seed_random]
cloud_config_modules: [runcmd]
cloud_final_modules: [scripts-user]
output: {all: '>> /var/log/cloud-init-output.log'}
CONFIG

# boot INSTANCE USER-DATA
boot() {
  sed 's,/dev/console,/console,g' "$folder/$2" >"$root/seed/user-data"
  echo "instance-id: $1" >"$root/seed/meta-data"
  rm -rf "$root/run/cloud-init" "$root/console" "$root/calls" && mkdir "$root/run/cloud-init" && : >"$root/calls"
  for stage in 'init --local' init 'modules --mode=config' 'modules --mode=final'; do
    chroot "$root" env PATH=/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin sh -c "echo \$\$ >/pid; exec cloud-init $stage"
  done >/dev/null 2>&1
}

# check NAME GOT WANT
check() {
  if [ "$2" = "$3" ]; then echo "PASS $1"; else
    failed=1
    printf 'FAIL %s\n     got  %s\n     want %s\n' "$1" "$2" "$3"
  fi
}

console() { sed -n 's/^ami-launch-signal: [0-9a-f]* //p' "$root/console"; }

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
