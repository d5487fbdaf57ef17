#!/bin/sh
# Has a real cloud-init boot builders, what is made of their disks, and other machines: check_boots.sh FOLDER [CLOUD-INIT],
# by way of ../overlay.sh. CLOUD-INIT is an unpacked package of another version than the installed one.
folder=$1
version=${2:-}
root=${root:?}
here=$(dirname "$0")
if [ -n "$version" ]; then
  rm -rf "$root"/usr/lib/python3/dist-packages/cloud*init* "$root/etc/cloud"
  cp -a "$version/usr/." "$root/usr/" && cp -a "$version/etc/." "$root/etc/" || exit 2
fi
failed=0

program() {
  { echo '#!/bin/sh' && cat; } >"$root/usr/local/sbin/$1" && chmod +x "$root/usr/local/sbin/$1"
}
for name in systemctl shutdown poweroff systemd-run; do echo "echo '$name' \"\$@\" >>/calls" | program $name; done
echo 'exit 100' | program apt-get
# As systemd does when it powers off: cloud-init is told to end while its script goes on, here to the end of all.
# shellcheck disable=SC2016 # for the program to expand
echo '[ "$1" != 150 ] || { kill -TERM "$(cat /pid)"; exec /bin/sleep 600; }' | program sleep
cp "$here/all_stages.py" "$root/all_stages.py"
mkdir -p "$root/seed" && rm -rf "$root"/var/lib/cloud/*
cat >"$root/etc/cloud/cloud.cfg" <<'CONFIG'
datasource_list: [NoCloud]
datasource: {NoCloud: {seedfrom: file:///seed/}}
network: {config: disabled}
system_info: {distro: debian}
cloud_init_modules: [seed_random, bootcmd, write-files]
cloud_config_modules: [runcmd]
cloud_final_modules: [package-update-upgrade-install, scripts-user]
output: {all: '>> /var/log/cloud-init-output.log'}
CONFIG

inside() {
  chroot "$root" env PATH=/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin PYTHONDONTWRITEBYTECODE=1 "$@"
}

# boot INSTANCE USER-DATA: from 24.3 on, cloud-init is one process.
boot() {
  if [ "$(head -c 2 "$folder/$2" | od -An -tx1)" = ' 1f 8b' ]; then
    gunzip <"$folder/$2" | sed 's,/dev/console,/console,g' | gzip
  else
    sed 's,/dev/console,/console,g' "$folder/$2"
  fi >"$root/seed/user-data"
  echo "instance-id: $1" >"$root/seed/meta-data"
  rm -rf "$root/run/cloud-init" "$root/console" "$root/calls" "$root/ran"
  mkdir "$root/run/cloud-init" && : >"$root/calls" && : >"$root/ran" && rm -f "$root"/var/log/cloud-init*
  if [ -e "$root/usr/lib/python3/dist-packages/cloudinit/socket.py" ]; then
    inside python3 /all_stages.py
  else
    for stage in 'init --local' init 'modules --mode=config' 'modules --mode=final'; do
      inside sh -c "echo \$\$ >/pid; exec cloud-init $stage"
    done
  fi >/dev/null 2>&1
}

# check NAME GOT WANT
check() {
  if [ "$2" = "$3" ]; then echo "PASS $1"; else
    failed=1
    printf 'FAIL %s\n     got  %s\n     want %s\n' "$1" "$2" "$3"
  fi
}

console() { sed -n 's/^ami-launch-signal: [0-9a-f]* //p' "$root/console"; }
ended() { cat "$root/ran"; console; }
calls() { grep -E '^systemd-run|poweroff' "$root/calls"; }

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
boot i-packages packages-fail.bin
check 'so does a package that is not to be had' "$(ended)" 'failed p.yaml exit 1'
exit "$failed"
