#!/bin/sh
# A machine for cloud-init, to be sourced: a copy of this one that vanishes, an overlay in the mount namespace that the
# script is in. "$folder" has the user data. Ends with 2 where none can be had.
top=$(mktemp -d)
mount -t tmpfs tmpfs "$top" && mkdir "$top/upper" "$top/work" "$top/root" || exit 2
root=$top/root
mount -t overlay overlay -o "lowerdir=/,upperdir=$top/upper,workdir=$top/work" "$root" || exit 2
mount --rbind /dev "$root/dev" && mount -t proc proc "$root/proc" || exit 2
mount -t tmpfs tmpfs "$root/run" && mount -t tmpfs tmpfs "$root/tmp" || exit 2
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
