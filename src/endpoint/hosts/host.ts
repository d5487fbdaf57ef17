import type { Image, Instance, Snapshot } from '../world/state.js';
import type { Reason } from '../world/timeline.js';

/** The console of a machine as a caller of GetConsoleOutput may see it. */
export interface ConsoleText {
  readonly text: string;
  /** Cloud ms of what was last seen of it. */
  readonly at: number;
}

/**
 * Where instances live. A verb is told once the cloud has agreed to it, at `now` (cloud ms), and answers by
 * writing the steps of the thing's timeline: all at once if it knows them, or as they happen.
 */
export interface Host {
  launch(instance: Instance, now: number): void;
  start(instance: Instance, now: number): void;
  stop(instance: Instance, reason: Reason, now: number): void;
  reboot(instance: Instance, now: number): void;
  terminate(instance: Instance, reason: Reason, now: number): void;
  /** `latest`: what the machine shows now; otherwise what was posted after its last change of state. */
  console(instance: Instance, latest: boolean, now: number): ConsoleText;
  /** Makes an image of the instance's disks. `reboot`: a running machine is restarted for it. */
  capture(capture: Capture, now: number): void;
}

export interface Capture {
  readonly image: Image;
  readonly snapshots: readonly Snapshot[];
  readonly instance: Instance;
  readonly reboot: boolean;
}
