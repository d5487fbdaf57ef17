import type { ReadContext } from '../context.js';
import type { Pipeline } from '../inputs/request.js';
import type { Layer } from '../layers/layer.js';
import { loadLayers } from '../layers/load.js';
import type { ReadyLayer } from '../user-data/fill.js';
import { fillLayers } from '../user-data/render.js';

/** The bake layers, as they are in the workspace and filled in. */
export interface BakeLayers {
  readonly raw: readonly Layer[];
  readonly filled: readonly ReadyLayer[];
  /** The variables that they name. */
  readonly used: ReadonlySet<string>;
}

/**
 * Reads the bake layers and fills them in, so that what is wrong with them is told before AWS is asked for anything.
 *
 * @throws LayerFailure with all problems of all layers
 */
export async function bakeLayers({ bake, app }: Pipeline, { run }: ReadContext): Promise<BakeLayers> {
  const raw = await loadLayers(bake.layers, { workspace: run.workspace });
  const { variables, allowSecrets } = app;
  const { layers: filled, used } = await fillLayers({ layers: raw, variables, allowSecrets });
  return { raw, filled, used };
}
