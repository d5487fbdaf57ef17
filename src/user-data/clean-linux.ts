/**
 * The shell function `clean` for a builder's runner: after it the disk can be imaged. Needs `say` and `$folder`.
 *
 * What stays behind would be in every machine of the image, so a failure there is the failed layer `clean`; what is merely
 * not there is fine, and so is what only takes room. `cloud-init clean --machine-id` isn't used: it deletes the file
 * (22.4: `cmd/clean.py`), and a machine without one takes its next boot for its first, at which systemd enables again what
 * a layer has disabled (machine-id(5), "First Boot Semantics"; systemd.preset(5)). One that is empty gets a new ID and no
 * more.
 *
 * cloud-init is still running meanwhile and has its log open, but what it writes when it is told to end goes nowhere: the
 * files are gone, and the state it would note is for its next stage (22.4: `signal_handler.py`, `cmd/main.py`). Later ones
 * do write `data/status.json` and `data/result.json` then, which the next boot deletes before anything else (25.1, 26.2:
 * `cmd/main.py`, `status_wrapper`).
 */
export const CLEAN = `
root=''

# Nobody is to get into the image's machines with the key pair that this one was launched with.
forget_key() {
  known=$root/run/cloud-init/instance-data.json
  [ -s "$1" ] && [ -r "$known" ] || return 0
  while IFS= read -r line || [ -n "$line" ]; do
    key=$(printf ' %s\\n' "$line" | sed -n 's/.*[[:space:]][a-z][^[:space:]]*[[:space:]]\\{1,\\}\\(AAAA[^[:space:]]*\\).*/\\1/p')
    if [ -z "$key" ] || ! grep -qF "$key" "$known"; then printf '%s\\n' "$line"; fi
  done <"$1" >"$folder/keys" && cat "$folder/keys" >"$1"
}

# Scripts that a layer has put there for every boot are its work, not cloud-init's; ours is for another instance.
forget_user_data() {
  scripts=$root/var/lib/cloud/scripts
  aside=$root/var/lib/cloud-scripts
  [ ! -d "$scripts" ] || mv "$scripts" "$aside" || return
  cloud-init clean --logs --seed || say 'cloud-init did not clean up after itself'
  rm -rf "$root"/var/lib/cloud/* "$root"/var/log/cloud-init*.log "$aside/per-boot/ami-launch" || return
  [ ! -d "$aside" ] || mv "$aside" "$scripts"
}

forget_machine_id() {
  [ ! -e "$root/etc/machine-id" ] || true >"$root/etc/machine-id" || return
  [ -h "$root/var/lib/dbus/machine-id" ] || rm -f "$root/var/lib/dbus/machine-id"
}

forget_keys() {
  cut -d: -f6 "$root/etc/passwd" | sort -u >"$folder/homes" || return
  while IFS= read -r home; do
    forget_key "$root$home/.ssh/authorized_keys" || return
    rm -f "$root$home"/.*_history || return
  done <"$folder/homes"
  rm -f "$root"/etc/ssh/ssh_host_*
}

clean() {
  say 'cleaning for imaging'
  # These would write down again what they know, when the machine goes down.
  for unit in systemd-random-seed amazon-ssm-agent snap.amazon-ssm-agent.amazon-ssm-agent; do
    timeout 60 systemctl stop "$unit"
  done >/dev/null 2>&1
  forget_keys || return
  rm -f "$root"/var/lib/systemd/random-seed "$root"/var/lib/urandom/random-seed "$root"/var/lib/random-seed || return
  rm -f "$root"/etc/udev/rules.d/*-persistent-net.rules || return
  rm -rf "$root"/var/lib/amazon/ssm/i-* "$root"/var/lib/amazon/ssm/Vault "$root"/var/lib/amazon/ssm/runtimeconfig || return
  {
    find "$root"/var/lib/dhcp "$root"/var/lib/dhclient "$root"/var/lib/NetworkManager -type f -name '*lease*' -delete
    find "$root"/var/cache/apt "$root"/var/lib/apt/lists "$root"/var/cache/dnf "$root"/var/cache/libdnf5 \\
      "$root"/var/cache/yum "$root"/var/cache/zypp "$root"/var/cache/PackageKit -xdev -type f -delete
    find "$root"/var/log -xdev -type f \\( -name '*.gz' -o -name '*.xz' -o -name '*.bz2' -o -name '*.zst' -o -name '*.old' \\
      -o -name '*.[0-9]' -o -name '*-20[0-9][0-9][0-9][0-9][0-9][0-9]' -o -name '*.journal*' \\) -delete
    find "$root"/var/log -xdev -type f -size +0 -exec truncate -s 0 {} +
    find "$root"/tmp "$root"/var/tmp -xdev -mindepth 1 -delete
  } 2>/dev/null
  forget_user_data || return
  forget_machine_id || return
  sync
}
`;

/** The shell function `power_off`, which doesn't return. */
export const POWER_OFF = `
# ami-launch-power-off. What the console was told gets some time to leave, and the machine to go down in order; one that is
# merely halted would go on running as an instance.
power_off() {
  sleep 2
  for how in 'systemctl poweroff' 'shutdown -P now' 'poweroff -f'; do
    $how
    sleep 150
  done
  exit 1
}
`;
