import { SECOND } from '../world/durations.js';
import { imagePlan } from '../world/image-outcomes.js';
import { die } from '../world/outcomes.js';
import type { CloudSettings } from '../world/settings.js';
import type { Instance, InstanceState, World } from '../world/state.js';
import { replan, type Reason, type Step } from '../world/timeline.js';
import { latestText, postedText, type Boot } from './console.js';
import type { Capture, Host } from './host.js';
import { staged } from './staged.js';
import { powersOff, signalLine } from './signal.js';
import { readUserData, type ReadUserData } from './user-data.js';

/** Machines that exist only as their timelines: whatever will become of them is written down when they start. */
export function simulatedHost(world: World): Host {
  const { settings } = world;
  const machines: Machines = { world, of: new WeakMap() };
  const ending = (kind: Ending) => (instance: Instance, reason: Reason, now: number) =>
    replan(instance.timeline, now, endingSteps(kind, settings, { at: now, reason }));
  return {
    launch: (instance, now) => launch(machines, instance, now),
    start: (instance, now) => comeUp(machines, instance, now),
    stop: ending('stop'),
    terminate: ending('terminate'),
    reboot: (instance, now) => restart(machines, instance, now),
    console(instance, latest, now) {
      const { boots } = machineOf(machines, instance);
      return latest
        ? latestText(instance, boots, now - settings.consoleDelaySeconds * SECOND)
        : postedText(instance, boots, { now, postAfter: settings.consolePostSeconds * SECOND });
    },
    capture: (capture, now) => snapshot(machines, capture, now),
  };
}

interface Machines {
  readonly world: World;
  readonly of: WeakMap<Instance, Machine>;
}

interface Machine {
  readonly boots: Boot[];
  /** The user data that ran last, base64. */
  ran?: string | undefined;
}

function machineOf({ of }: Machines, instance: Instance): Machine {
  const machine = of.get(instance) ?? { boots: [] };
  of.set(instance, machine);
  return machine;
}

type Ending = 'stop' | 'terminate';

const POWERED_OFF: Reason = {
  code: 'Client.InstanceInitiatedShutdown',
  message: 'Client.InstanceInitiatedShutdown: Instance initiated shutdown',
};

/** From the signal to the end of the machine's work, when its user data tells it to power itself off. */
const POWERS_OFF_AFTER = 0.2 * SECOND;

function launch(machines: Machines, instance: Instance, now: number): void {
  comeUp(machines, instance, now);
  const { outcome } = instance;
  if (outcome.kind === 'dies') {
    const reason = { code: outcome.stateReasonCode, message: outcome.message };
    die(instance, now + outcome.atSeconds * SECOND, reason, now);
  }
}

function comeUp(machines: Machines, instance: Instance, now: number): void {
  const { settings } = machines.world;
  const runningAt = now + settings.pendingSeconds * SECOND;
  replan(instance.timeline, now, [
    { at: now, state: 'pending' },
    { at: runningAt, state: 'running' },
  ]);
  const machine = machineOf(machines, instance);
  const times = { at: now, runningAt };
  const read = readAtBoot(machines, instance, runningAt);
  if (!runsUserData(machine, instance, read)) {
    machine.boots.push({ ...times, signalAt: undefined, signal: undefined });
    return;
  }
  const signalAt = signalTime(machines, instance, times);
  machine.boots.push({ ...times, signalAt, signal: signalLine(instance, read) });
  machine.ran = instance.userData;
  const offAt = poweredOffAt(instance, read, { at: now, signalAt });
  if (offAt !== undefined) {
    const off = { at: offAt, reason: POWERED_OFF };
    instance.timeline.push(...endingSteps(instance.shutdownBehavior, settings, off));
  }
}

/** A machine that is restarted runs nothing again. */
function restart(machines: Machines, instance: Instance, now: number): void {
  const boot = { at: now, runningAt: now + SECOND, signalAt: undefined, signal: undefined };
  machineOf(machines, instance).boots.push(boot);
}

function readAtBoot({ world }: Machines, { userData, image }: Instance, at: number): ReadUserData {
  if (userData === undefined) return { text: '', lacks: false };
  return readUserData(userData, image.windows, (url) => staged(world, url, at));
}

/**
 * User data runs at the first boot; later only on a machine that has left itself as before that, as a builder does before
 * it is imaged: one whose user data says so, and one that is given other user data while it is off.
 */
function runsUserData({ boots, ran }: Machine, { userData }: Instance, read: ReadUserData): boolean {
  return boots.length === 0 || userData !== ran || powersOff(read);
}

function signalTime(
  { world: { settings } }: Machines,
  { outcome }: Instance,
  { at, runningAt }: Pick<Boot, 'at' | 'runningAt'>,
): number {
  const asked = outcome.kind === 'ok' || outcome.kind === 'layer-failed' ? outcome.atSeconds : undefined;
  return asked === undefined ? runningAt + settings.signalSeconds * SECOND : at + asked * SECOND;
}

function poweredOffAt(
  { outcome }: Instance,
  read: ReadUserData,
  { at, signalAt }: { at: number; signalAt: number },
): number | undefined {
  if (outcome.kind === 'dies') return undefined;
  if (outcome.kind === 'never-signals') {
    return outcome.powersOffAtSeconds === undefined ? undefined : at + outcome.powersOffAtSeconds * SECOND;
  }
  if (outcome.powersOffAfterSeconds !== undefined) return signalAt + outcome.powersOffAfterSeconds * SECOND;
  return powersOff(read) && !read.lacks ? signalAt + POWERS_OFF_AFTER : undefined;
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
  if (reboot) restart(machines, instance, now);
  const plan = imagePlan(machines.world, image.name, now);
  replan(image.timeline, now, plan.image);
  for (const { timeline } of snapshots) replan(timeline, now, plan.snapshot);
}
