#!/bin/sh
# Has the real cloud-init boot this machine's copy twice with the same user data, as two instances, and install what that
# says from the real Debian: ../overlay.sh SECONDS boot.sh FILE. Only what would start services is a fake.
file=$1
root=${root:?}
mkdir -p "$root/seed" && rm -rf "$root"/var/lib/cloud/*
printf '%s\n' '#!/bin/sh' 'echo "systemctl $*" >>/calls' >"$root/usr/local/sbin/systemctl"
chmod +x "$root/usr/local/sbin/systemctl"
cat >"$root/etc/cloud/cloud.cfg" <<'CONFIG'
datasource_list: [NoCloud]
datasource: {NoCloud: {seedfrom: file:///seed/}}
network: {config: disabled}
system_info: {distro: debian}
apt_preserve_sources_list: true
cloud_init_modules: [seed_random]
cloud_config_modules: [runcmd]
cloud_final_modules: [package-update-upgrade-install, scripts-user]
output: {all: '>> /var/log/cloud-init-output.log'}
CONFIG
sed 's,/dev/console,/console,g' "$file" >"$root/seed/user-data"

inside() {
  chroot "$root" env PATH=/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin "$@"
}

for instance in i-1 i-2; do
  echo "instance-id: $instance" >"$root/seed/meta-data"
  rm -rf "$root/run/cloud-init" "$root/console" && mkdir "$root/run/cloud-init"
  : >"$root/calls"
  for stage in 'init --local' init 'modules --mode=config' 'modules --mode=final'; do
    # shellcheck disable=SC2086 # some words
    inside cloud-init $stage >/dev/null 2>&1
  done
  echo "$instance: $(sed -n 's/^ami-launch-signal: [0-9a-f]* //p' "$root/console")"
  grep enable "$root/calls"
  [ "$instance" = i-2 ] || before=$(sha256sum "$root/var/lib/dpkg/status")
done
[ "$before" != "$(sha256sum "$root/var/lib/dpkg/status")" ] || echo 'the second one installs nothing'
inside docker --version | sed 's/ version .*//'
# Where nobody else has the port.
unshare --net chroot "$root" sh -c 'ip link set lo up && nginx && curl -fsS http://127.0.0.1/ | grep -o "<title>.*</title>"; nginx -s stop' 2>/dev/null
tail -n 20 "$root/var/log/cloud-init-output.log" >&2
