import { createHash } from 'node:crypto';
import type { ReadContext } from '../context.js';
import { Failure } from '../failure.js';
import type { BaseImage } from '../image/resolve.js';
import { aliasIn } from '../image/sources.js';
import type { Pipeline } from '../inputs/request.js';
import { DEFAULTS } from '../instances/defaults.js';
import { systemOf } from '../layers/files/target.js';
import type { Layer, OperatingSystem } from '../layers/layer.js';
import { loadLayers } from '../layers/load.js';
import { KINDS } from '../layers/table.js';
import type { UserData } from '../user-data/fit.js';
import { renderUserData } from '../user-data/render.js';

/** What the machines are to do by themselves. */
export interface MachinePart {
  /** What user data is needed for, in words; undefined when the machines need none from us. */
  readonly needed: string | undefined;
  /** The 32 hex digits that the machines will signal with. */
  readonly signal: string;
  /** As it was rendered for the system that the image most likely has; undefined: none is needed. */
  readonly early: UserData | undefined;
  /** The user data for the image that it came to. Throws a `Failure` where that runs none. */
  readonly renderFor: (image: BaseImage) => Promise<UserData | undefined>;
}

/**
 * Reads the layers and renders them at once, so that what is wrong with them is told before AWS is asked for anything; and
 * again only for an image of another system than it looked like.
 *
 * @param alsoUsed variables that the bake layers name
 */
export async function machinePart(
  request: Pipeline,
  alsoUsed: ReadonlySet<string> | undefined,
  /** In a group the signal is part of what makes two versions the same, and so comes from the content. */
  inGroup: boolean,
  context: ReadContext,
): Promise<MachinePart> {
  const layers = await loadLayers(request.app.layers, {
    workspace: context.run.workspace,
    files: request.app.files,
  });
  const needed = needsUserData(request);
  const guess = likelySystem(request, layers);
  const draft = inGroup && needed !== undefined ? await render(guess, NO_SIGNAL) : undefined;
  const signal = draft === undefined ? signalOf(context.step) : signalOf(draft.bytes);
  const early = needed === undefined ? undefined : await render(guess, signal);
  return {
    needed,
    signal,
    early,
    renderFor: async (image) => {
      if (needed === undefined) return undefined;
      refuseWithoutScripts(image, needed);
      return image.os === guess ? early : render(image.os, signal);
    },
  };

  function render(os: OperatingSystem, signal: string): Promise<UserData> {
    const { variables, allowSecrets, persist, stagingBucket } = request.app;
    const { ttlMinutes } = request.launch;
    return renderUserData({
      os,
      layers,
      variables,
      signal,
      ttlMinutes,
      allowSecrets,
      persist,
      ...(alsoUsed && { alsoUsed }),
      // Nobody knows when a group launches an instance: a URL would have ended by then.
      ...(inGroup ? { inGroup } : stagingBucket === undefined ? {} : { stagingBucket }),
    });
  }
}

function needsUserData({ app, launch, ready }: Pipeline): string | undefined {
  if (app.layers.length > 0) return 'layers';
  if (app.files.length > 0) return '`files`';
  if (ready.conditions.some(({ kind }) => kind === 'user-data')) return '`ready-when: user-data`';
  return launch.ttlMinutes === undefined ? undefined : '`ttl-minutes`';
}

/** Bottlerocket starts no scripts: what we would put there it would refuse, or take for settings. */
function refuseWithoutScripts({ id, source, agent }: BaseImage, needed: string): void {
  if (agent !== 'bottlerocket') return;
  throw new Failure(
    'base-image-runs-no-scripts',
    `The base image ${id} (${source}) is Bottlerocket, which takes settings in TOML as its user data and runs no scripts, but ${needed} would need one.`,
    {
      advice: `Choose another base image, or do without ${needed}. Bottlerocket's own settings can be the user data of a \`launch-template\`.`,
    },
  );
}

const NO_SIGNAL = '0'.repeat(32);

/** One signal for all instances: each writes it to a console of its own. */
function signalOf(what: string | Uint8Array): string {
  return createHash('sha256').update('signal of ').update(what).digest('hex').slice(0, 32);
}

function likelySystem({ base, launch, app }: Pipeline, layers: readonly Layer[]): OperatingSystem {
  const source = base.source ?? (launch.template === undefined ? DEFAULTS.image : undefined);
  const alias = source && aliasIn(source);
  if (alias !== undefined) return alias.os;
  const windows =
    layers.some(({ kind }) => !KINDS[kind].runsOn.includes('linux')) ||
    app.files.some(({ remote }) => systemOf(remote) === 'windows');
  return windows ? 'windows' : 'linux';
}
