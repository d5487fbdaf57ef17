import type { ReadyLayer } from './fill.js';

/** User data before it is made to fit. Plain data. */
export interface Rendering {
  readonly bytes: Uint8Array;
  /** What each layer takes of `bytes`, roughly; the rest is the runner's own. */
  readonly shares: readonly { readonly layer: string; readonly bytes: number }[];
  /** Sentences for the user. */
  readonly warnings: readonly string[];
}

/** What a machine shall do. */
export interface MachineTask {
  /** Filled in, and of kinds that run there; in order. */
  readonly layers: readonly ReadyLayer[];
  /** 32 hex digits. */
  readonly signal: string;
  /** When the machine shuts itself down, counted from its first boot; undefined: never. */
  readonly ttlMinutes: number | undefined;
}

/** How that becomes user data for one operating system. */
export type RenderSystem = (task: MachineTask) => Promise<Rendering>;
