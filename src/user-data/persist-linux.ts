/**
 * The shell function `persist`: from the next boot on, this instance runs its own runner again. To be called once all layers
 * have ended well, so that the first boot runs them once only.
 *
 * cloud-init runs what lies in `scripts/per-boot` at each boot, before the user data's scripts, which it runs once for each
 * instance; `/var/lib/cloud/instance` leads to the folder of the instance that it is booting. Source: cloud-init 22.4
 * `config/cc_scripts_per_boot.py`, `cc_scripts_user.py`, `stages.py` (`_reflect_cur_instance`).
 *
 * A machine made from an image of this one has the script, too, but is another instance: there it takes itself away.
 *
 * @param runner the runner's name among the user data's scripts
 */
export function persistent(runner: string): string {
  return PERSIST.replace('RUNNER', runner);
}

const PERSIST = `
persist() {
  own=$(readlink -f /var/lib/cloud/instance) && boot=/var/lib/cloud/scripts/per-boot || return
  mkdir -p "$boot" && cat >"$boot/ami-launch.new" <<PERSIST || return
#!/bin/sh
# Written by ami-launch: runs the layers at each boot of this instance.
if [ "\\$(readlink -f /var/lib/cloud/instance)" = "$own" ]; then exec /bin/sh "$own/scripts/RUNNER"; fi
rm -f "\\$0"
PERSIST
  chmod 0700 "$boot/ami-launch.new" && mv "$boot/ami-launch.new" "$boot/ami-launch"
}
`;
