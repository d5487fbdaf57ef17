import type { MimePart } from '../mime.js';

const SECONDS = 60;

/*
 * Boothooks power a Linux machine off in time. cloud-init runs them early at every boot, before it does anything else with
 * user data (22.4: `handlers/boot_hook.py`, PER_ALWAYS); it waits until their output is closed.
 */

/**
 * The part by which a machine powers itself off a while after its first boot.
 *
 * Within a boot the time is counted by the kernel, so that no step of the clock moves the end; over boots it is a noted
 * time of the clock, noted again once the network has had time to set it.
 */
export function bootHook(ttlMinutes: number): MimePart {
  return hook('ami-launch-end', TTL.replace('SECONDS', String(ttlMinutes * SECONDS)));
}

/** The part by which a builder powers itself off a while after each of its boots, whatever else happens there. */
export function deadlineHook(seconds: number): MimePart {
  return hook('ami-launch-deadline', DEADLINE.replace('SECONDS', String(seconds)));
}

/** `left`: shell that puts into `$left` how many seconds the machine has. */
function hook(name: string, left: string): MimePart {
  return { type: 'text/cloud-boothook', fileName: name, text: START + left + END.replaceAll('NAME', name) };
}

const START = `#cloud-boothook
#!/bin/sh
# Written by ami-launch: powers the machine off in time.
uptime() {
  read -r up _ </proc/uptime
  echo "\${up%%.*}"
}
`;

const TTL = `
# Counted from the machine's first boot.
ttl=SECONDS
# In the instance's own folder: one that is made from an image of this one starts anew.
end=/var/lib/cloud/instance/ami-launch-end

note() {
  echo $(($(date +%s) - $(uptime) + ttl)) >"$end.new" && mv "$end.new" "$end"
}

left=$((ttl - $(uptime)))
if read -r noted 2>/dev/null <"$end"; then
  rest=$((noted - $(date +%s)))
  [ "$rest" -ge "$left" ] || left=$rest
else
  note
  { sleep 600 && note; } </dev/null >/dev/null 2>&1 &
fi
`;

const DEADLINE = `
# Counted from this boot.
left=$((SECONDS - $(uptime)))
`;

/**
 * The timer must not wait for sysinit.target, as units do by default: on some distributions that waits for cloud-init.
 * `shutdown -P +N` isn't used, since where logind doesn't answer yet systemd's may go on to shut down at once
 * (`systemctl-logind.c`: "proceeding with immediate shutdown").
 */
const END = `[ "$left" -gt 0 ] || left=1

systemd-run --no-block --unit=NAME --on-active="$left" --timer-property=AccuracySec=1s \\
  --timer-property=DefaultDependencies=no --property=DefaultDependencies=no systemctl poweroff >/dev/null 2>&1 && exit
{ sleep "$left" && { shutdown -P now || poweroff; }; } </dev/null >/dev/null 2>&1 &
`;
