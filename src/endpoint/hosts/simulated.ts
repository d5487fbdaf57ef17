import { SECOND } from '../world/durations.js';
import { die } from '../world/outcomes.js';
import type { CloudSettings } from '../world/settings.js';
import type { Instance, InstanceState, World } from '../world/state.js';
import { replan, type Reason, type Step } from '../world/timeline.js';
import { latestText, postedText, type Boot } from './console.js';
import type { Capture, Host } from './host.js';

/** Machines that exist only as their timelines: whatever will become of them is written down at launch. */
export function simulatedHost({ settings }: World): Host {
  const machines: Machines = { settings, bootsOf: new WeakMap() };
  const ending = (kind: Ending) => (instance: Instance, reason: Reason, now: number) =>
    replan(instance.timeline, now, endingSteps(kind, settings, { at: now, reason }));
  return {
    launch: (instance, now) => launch(machines, instance, now),
    start: (instance, now) => comeUp(machines, instance, now),
    stop: ending('stop'),
    terminate: ending('terminate'),
    reboot: (instance, now) => void boot(machines, instance, { at: now, runningAt: now + SECOND }),
    console(instance, latest, now) {
      const boots = machines.bootsOf.get(instance) ?? [];
      return latest
        ? latestText(instance, boots, now - settings.consoleDelaySeconds * SECOND)
        : postedText(instance, boots, { now, postAfter: settings.consolePostSeconds * SECOND });
    },
    capture: (capture, now) => snapshot(machines, capture, now),
  };
}

interface Machines {
  readonly settings: CloudSettings;
  readonly bootsOf: WeakMap<Instance, Boot[]>;
}

type Ending = 'stop' | 'terminate';

const POWERED_OFF: Reason = {
  code: 'Client.InstanceInitiatedShutdown',
  message: 'Client.InstanceInitiatedShutdown: Instance initiated shutdown',
};

function launch(machines: Machines, instance: Instance, now: number): void {
  const { signalAt = now } = comeUp(machines, instance, now);
  const { outcome, timeline } = instance;
  if (outcome.kind === 'dies') {
    const reason = { code: outcome.stateReasonCode, message: outcome.message };
    die(instance, now + outcome.atSeconds * SECOND, reason, now);
  }
  if (outcome.kind === 'ok' && outcome.powersOffAfterSeconds !== undefined) {
    const off = { at: signalAt + outcome.powersOffAfterSeconds * SECOND, reason: POWERED_OFF };
    timeline.push(...endingSteps(instance.shutdownBehavior, machines.settings, off));
  }
}

function comeUp(machines: Machines, instance: Instance, now: number): Boot {
  const runningAt = now + machines.settings.pendingSeconds * SECOND;
  replan(instance.timeline, now, [
    { at: now, state: 'pending' },
    { at: runningAt, state: 'running' },
  ]);
  return boot(machines, instance, { at: now, runningAt });
}

/** User data runs at the first boot only, so only that one signals. */
function boot(machines: Machines, instance: Instance, times: Pick<Boot, 'at' | 'runningAt'>): Boot {
  const boots = machines.bootsOf.get(instance) ?? [];
  const made = { ...times, signalAt: boots.length > 0 ? undefined : signalTime(machines, instance, times) };
  machines.bootsOf.set(instance, [...boots, made]);
  return made;
}

function signalTime(
  { settings }: Machines,
  { outcome }: Instance,
  { at, runningAt }: Pick<Boot, 'at' | 'runningAt'>,
): number {
  const asked = outcome.kind === 'ok' || outcome.kind === 'layer-failed' ? outcome.atSeconds : undefined;
  return asked === undefined ? runningAt + settings.signalSeconds * SECOND : at + asked * SECOND;
}

function endingSteps(
  kind: Ending,
  settings: CloudSettings,
  { at, reason }: { at: number; reason: Reason },
): Step<InstanceState>[] {
  const [passing, final, seconds] =
    kind === 'stop'
      ? (['stopping', 'stopped', settings.stoppingSeconds] as const)
      : (['shutting-down', 'terminated', settings.shuttingDownSeconds] as const);
  return [
    { at, state: passing, reason },
    { at: at + seconds * SECOND, state: final, reason },
  ];
}

function snapshot(machines: Machines, { image, snapshots, instance, reboot }: Capture, now: number): void {
  const doneAt = now + machines.settings.imagingSeconds * SECOND;
  if (reboot) boot(machines, instance, { at: now, runningAt: now + SECOND });
  replan(image.timeline, now, [
    { at: now, state: 'pending' },
    { at: doneAt, state: 'available' },
  ]);
  for (const { timeline } of snapshots) {
    replan(timeline, now, [
      { at: now, state: 'pending' },
      { at: doneAt, state: 'completed' },
    ]);
  }
}
