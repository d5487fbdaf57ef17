#!/bin/sh
# Runs a layer on a copy of this machine that the real systemd has booted, until that powers it off: systemd.sh FOLDER
# FOLDER has `layer` and `run.sh`, the runner; into its file `calls` goes what happens. Ends with 130 when the machine was
# powered off, with 2 where none can be booted: it takes root, systemd, and a cgroup of its own.
here=$(dirname "$0")
if [ "$1" != inside ]; then
  cgroups=$(findmnt --noheadings --types cgroup2 --output TARGET | head -n 1)
  [ -n "$cgroups" ] && own=$(mktemp -d "$cgroups/ami-launch.XXXXXX") 2>/dev/null || exit 2
  sh -c 'echo $$ >"$0/cgroup.procs" && exec unshare --cgroup --ipc --uts "$@"' "$own" \
    "$here/../overlay.sh" 30 "$0" inside "$1"
  code=$?
  # What was killed takes a moment to be gone.
  for _ in 1 2 3 4 5; do
    if find "$own" -depth -type d -exec rmdir {} + 2>/dev/null; then break; fi
    sleep 1
  done
  exit "$code"
fi
folder=$2
root=${root:?}
[ -x "$root/lib/systemd/systemd" ] && mount -t sysfs sysfs "$root/sys" && mount -t cgroup2 none "$root/sys/fs/cgroup" || exit 2
# Devices of its own, and nothing of the kernel to change: this is not the machine that systemd takes it for.
umount -l "$root/dev" && mount -t tmpfs tmpfs "$root/dev" && mknod -m 666 "$root/dev/null" c 1 3 || exit 2
mount --bind "$root/proc/sys" "$root/proc/sys" && mount -o remount,bind,ro "$root/proc/sys" || exit 2
: >"$folder/calls" && chmod 666 "$folder/calls"
touch "$root/calls" && mount --bind "$folder/calls" "$root/calls"

mkdir -p "$root/opt/actions-runner" && cp "$folder/run.sh" "$root/opt/actions-runner/"
cp "$folder/layer" "$root/layer"
chroot "$root" useradd actions-runner
printf '%s\n' '#!/bin/sh' 'echo "sleep $*" >>/calls' "$(command -v sleep) 3" 'echo awake >>/calls' >"$root/usr/local/bin/sleep"
chmod +x "$root/usr/local/bin/sleep"
# No service but this one.
rm -rf "$root"/etc/systemd/system/*.wants "$root"/lib/systemd/system/*.wants
printf '%s\n' '[Unit]' 'Requires=dbus.socket layer.service' 'After=dbus.socket' >"$root/etc/systemd/system/test.target"
printf '%s\n' '[Service]' 'Type=oneshot' 'StandardOutput=null' 'ExecStart=/bin/sh /layer' \
  'ExecStartPost=/bin/sh -c "echo the layer has ended >>/calls"' >"$root/etc/systemd/system/layer.service"
exec chroot "$root" env -i container=other /lib/systemd/systemd --system --unit=test.target --log-target=null --show-status=no
