import type { Layer } from '../layers/layer.js';

/** User data before it is made to fit. Plain data. */
export interface Rendering {
  readonly bytes: Uint8Array;
  /** What each layer takes of `bytes`, roughly; the rest is the runner's own. */
  readonly shares: readonly { readonly layer: string; readonly bytes: number }[];
  /** Sentences for the user. */
  readonly warnings: readonly string[];
}

/** How layers become user data for one operating system. The layers are filled in and run there. */
export type RenderSystem = (layers: readonly Layer[], signal: string) => Promise<Rendering>;
