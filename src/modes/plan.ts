import { createHash } from 'node:crypto';
import type { ReadContext } from '../context.js';
import { ALIASES } from '../image/aliases.js';
import { type BaseImage, resolveBase } from '../image/resolve.js';
import type { BaseImageSource } from '../image/sources.js';
import type { LaunchRequest } from '../inputs/request.js';
import { type Place, places } from '../instances/spec.js';
import type { InstanceTypeFacts } from '../instances/types.js';
import type { Layer, OperatingSystem } from '../layers/layer.js';
import { loadLayers } from '../layers/load.js';
import type { UserData } from '../user-data/fit.js';
import { renderUserData } from '../user-data/render.js';

/** What a launch would do: everything that can be known without changing anything. */
export interface Plan {
  readonly region: string;
  readonly base: BaseImage;
  readonly types: readonly InstanceTypeFacts[];
  readonly places: readonly Place[];
  readonly userData: UserData | undefined;
  /** The 32 hex digits that the instances will signal with; nothing to wait for without user data. */
  readonly signal: string;
}

/**
 * The reading half of a launch. Layers are rendered before AWS is asked for anything, so that what is
 * wrong with them is told at once; what can only be known from the image is checked as soon as that is there.
 */
export async function makePlan(request: LaunchRequest, context: ReadContext): Promise<Plan> {
  const layers = await loadLayers(request.app.layers, { workspace: context.run.workspace });
  const signal = signalOf(context);
  const needed = layers.length > 0 || request.ready.conditions.some(({ kind }) => kind === 'user-data');
  const render = (os: OperatingSystem) =>
    renderUserData({ os, layers, variables: request.app.variables, signal });

  const guess = likelySystem(request.base.source, layers);
  const early = needed ? await render(guess) : undefined;
  const { image, types } = await resolveBase(request.base, context);
  const userData = needed && image.os !== guess ? await render(image.os) : early;

  for (const warning of userData?.warnings ?? []) context.log.warn(warning);
  return {
    region: await context.region(),
    base: image,
    types,
    places: places(request.launch),
    userData,
    signal,
  };
}

/** One signal for all instances of a step: each writes it to a console of its own. */
function signalOf({ step }: ReadContext): string {
  return createHash('sha256').update(`signal of ${step}`).digest('hex').slice(0, 32);
}

function likelySystem(source: BaseImageSource, layers: readonly Layer[]): OperatingSystem {
  if (source.kind === 'alias') return ALIASES[source.alias]?.os ?? 'linux';
  return layers.some(({ kind }) => kind === 'powershell') ? 'windows' : 'linux';
}
