#!/bin/sh
# A machine for cloud-init, to be sourced by a script that ../overlay.sh runs: "$folder" has the user data, "$version" an
# unpacked cloud-init of another version than the installed one, if any. "$checks" is this file's folder.
# shellcheck disable=SC2154,SC2034 # set, and read, by who sources it
root=${root:?}
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
cp "$checks/all_stages.py" "$root/all_stages.py"
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
