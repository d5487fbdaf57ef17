import type { MimePart } from '../mime.js';

const SECONDS = 60;

/**
 * The part by which a Linux machine powers itself off in time. cloud-init runs boothooks early at every boot, before it
 * does anything else with user data (22.4: `handlers/boot_hook.py`, PER_ALWAYS); it waits until their output is closed.
 *
 * Within a boot the time is counted by the kernel, so that no step of the clock moves the end; over boots it is a noted
 * time of the clock, noted again once the network has had time to set it.
 *
 * The timer must not wait for sysinit.target, as units do by default: on some distributions that waits for cloud-init.
 * `shutdown -P +N` isn't used, since where logind doesn't answer yet systemd's may go on to shut down at once
 * (`systemctl-logind.c`: "proceeding with immediate shutdown").
 */
export function bootHook(ttlMinutes: number): MimePart {
  return {
    type: 'text/cloud-boothook',
    fileName: 'ami-launch-end',
    text: SCRIPT.replace('SECONDS', String(ttlMinutes * SECONDS)),
  };
}

const SCRIPT = `#cloud-boothook
#!/bin/sh
# Written by ami-launch: powers the machine off in time, counted from its first boot.
ttl=SECONDS
# In the instance's own folder: one that is made from an image of this one starts anew.
end=/var/lib/cloud/instance/ami-launch-end

uptime() {
  read -r up _ </proc/uptime
  echo "\${up%%.*}"
}

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
[ "$left" -gt 0 ] || left=1

systemd-run --no-block --unit=ami-launch-end --on-active="$left" --timer-property=AccuracySec=1s \\
  --timer-property=DefaultDependencies=no --property=DefaultDependencies=no systemctl poweroff >/dev/null 2>&1 && exit
{ sleep "$left" && { shutdown -P now || poweroff; }; } </dev/null >/dev/null 2>&1 &
`;
