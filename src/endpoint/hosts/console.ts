import { SECOND } from '../world/durations.js';
import type { Instance, InstanceState } from '../world/state.js';
import type { ConsoleText } from './host.js';

/** One boot of a machine. Not at each does its user data run. */
export interface Boot {
  readonly at: number;
  readonly runningAt: number;
  /** When its layers end, where they run. */
  readonly signalAt: number | undefined;
  /** What is then written to the console, if anything. */
  readonly signal: string | undefined;
}

interface Line {
  readonly at: number;
  readonly text: string;
}

/** EC2 keeps the last 64 KB. Source: EC2 user guide, "Instance console output". */
const KEPT = 64 * 1024;

const OFF: ReadonlySet<InstanceState> = new Set(['stopped', 'terminated']);

/** What the machine has written until a time. */
export function latestText(instance: Instance, boots: readonly Boot[], until: number): ConsoleText {
  const lines = boots.flatMap((boot, index) => {
    const offAt = Math.min(boots[index + 1]?.at ?? Infinity, turnedOffAfter(instance, boot));
    return linesOf(instance, boot).filter(({ at }) => at <= until && at < offAt);
  });
  return {
    text: lines
      .map(({ text }) => `${text}\r\n`)
      .join('')
      .slice(-KEPT),
    at: until,
  };
}

/** What was last posted: some time after each boot and each change of state, never in between. */
export function postedText(
  instance: Instance,
  boots: readonly Boot[],
  { now, postAfter }: { now: number; postAfter: number },
): ConsoleText {
  const changes = [...boots.map(({ runningAt }) => runningAt), ...instance.timeline.map(({ at }) => at)];
  const posts = changes.map((at) => at + postAfter).filter((at) => at <= now);
  return posts.length === 0 ? { text: '', at: now } : latestText(instance, boots, Math.max(...posts));
}

function turnedOffAfter(instance: Instance, boot: Boot): number {
  return instance.timeline.find(({ at, state }) => at > boot.at && OFF.has(state))?.at ?? Infinity;
}

function linesOf(instance: Instance, boot: Boot): Line[] {
  return instance.image.windows ? windowsLines(instance, boot) : linuxLines(instance, boot);
}

function linuxLines(instance: Instance, boot: Boot): Line[] {
  const { runningAt } = boot;
  const up = (at: number): string => ((at - runningAt) / SECOND).toFixed(2);
  const line = (seconds: number, text: (up: string) => string): Line => {
    const at = runningAt + seconds * SECOND;
    return { at, text: text(up(at)) };
  };
  const host = `ip-${instance.privateIp.replaceAll('.', '-')}`;
  const doneAt = boot.signalAt ?? runningAt + 3 * SECOND;
  return [
    line(0, () => `[    0.000000] Linux version 6.1.0-simulated (${instance.image.name})`),
    line(
      0,
      () =>
        '[    0.000000] Command line: BOOT_IMAGE=/boot/vmlinuz root=LABEL=/ ro console=tty0 console=ttyS0,115200n8',
    ),
    line(0.4, (s) => `[    ${s}0000] EXT4-fs (nvme0n1p1): mounted filesystem with ordered data mode.`),
    line(
      0.8,
      (s) =>
        `[    ${s}0000] cloud-init[1021]: Cloud-init v. 24.1 running 'init' at ${date(runningAt)}. Up ${s} seconds.`,
    ),
    line(1, () => `${host} login: `),
    ...ending(boot),
    ...(instance.outcome.kind === 'never-signals' && boot.signalAt !== undefined
      ? []
      : [
          {
            at: doneAt,
            text: `Cloud-init v. 24.1 finished at ${date(doneAt)}. Datasource DataSourceEc2Local.  Up ${up(doneAt)} seconds`,
          },
        ]),
  ].sort((a, b) => a.at - b.at);
}

/** In the words of EC2Launch, which writes to the first serial port. */
function windowsLines(instance: Instance, boot: Boot): Line[] {
  const stamp = (at: number): string =>
    new Date(at).toISOString().slice(0, 19).replaceAll('-', '/').replace('T', ' ');
  const line = (seconds: number, text: string): Line => {
    const at = boot.runningAt + seconds * SECOND;
    return { at, text: `${stamp(at)}Z: ${text}` };
  };
  return [
    line(0.5, 'Windows sysprep configuration complete.'),
    line(0.6, `AMI-ID: ${instance.image.id}`),
    line(0.6, `Instance-ID: ${instance.id}`),
    line(1, 'Message: Windows is Ready to use'),
    ...ending(boot),
  ].sort((a, b) => a.at - b.at);
}

function ending({ signalAt, signal }: Boot): Line[] {
  return signalAt === undefined || signal === undefined ? [] : [{ at: signalAt, text: signal }];
}

/** As `date -R` has it, which is how cloud-init writes times. */
function date(at: number): string {
  return new Date(at).toUTCString().replace('GMT', '+0000');
}
