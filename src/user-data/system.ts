import type { ReadyLayer } from './fill.js';

/** User data before it is made to fit. Plain data. */
export interface Rendering {
  readonly bytes: Uint8Array;
  readonly encoding: 'plain' | 'gzip';
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
  /** Only of a builder; undefined: the machine is here to stay. */
  readonly build: Build | undefined;
  /** The layers run at every boot; never for a builder. */
  readonly persist: boolean;
}

/** What a builder does beside its layers: when they have ended it cleans itself for imaging, and powers itself off. */
export interface Build {
  /** Seconds after its boot at which it powers itself off whatever happens. */
  readonly deadlineSeconds: number;
}

/** User data in two: what goes to a bucket, and what the machine gets, by which it fetches that. Plain data. */
export interface Staging {
  readonly payload: Uint8Array;
  /** Has URL_MARK where the URL belongs. */
  readonly small: Uint8Array;
}

/** Stands for the URL of what is staged until that is known. ASCII, and in no need of quotes but single ones. */
export const URL_MARK = 'https://staged.invalid/ami-launch';

/** The name under which a machine signals that it could not fetch what is staged. */
export const STAGING = 'staging';

/** How a task becomes user data in two for one operating system. */
export type StageSystem = (task: MachineTask) => Promise<Staging>;

/** How that becomes user data for one operating system. */
export type RenderSystem = (task: MachineTask) => Promise<Rendering>;
