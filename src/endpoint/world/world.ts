import { cloudClock } from './clock.js';
import { seededChance } from './chance.js';
import { DEFAULT_SETTINGS, type CloudSettings } from './settings.js';
import type { World } from './state.js';

/** The same numbers, hence the same IDs, in every run. */
const SEED = 20240229;

export function newWorld(speed: number, settings: Partial<CloudSettings>): World {
  return {
    clock: cloudClock(speed),
    settings: { ...DEFAULT_SETTINGS, ...settings },
    chance: seededChance(SEED),
    regions: new Map(),
    storage: new Map(),
    faults: [],
    shortages: [],
    outcomes: [],
    imageOutcomes: [],
    deploymentOutcomes: [],
    stackOutcomes: [],
    environmentOutcomes: [],
    record: [],
    authorizer: undefined,
    launched: 0,
    imaged: 0,
    deployed: 0,
  };
}

/** As if newly made, but for the clock and the settings. */
export function resetWorld(world: World): void {
  world.regions.clear();
  world.storage.clear();
  const { faults, shortages, outcomes, imageOutcomes, record } = world;
  const { deploymentOutcomes, stackOutcomes, environmentOutcomes } = world;
  const lists = [faults, shortages, outcomes, imageOutcomes, record];
  for (const list of [...lists, deploymentOutcomes, stackOutcomes, environmentOutcomes]) list.length = 0;
  world.authorizer = undefined;
  world.launched = 0;
  world.imaged = 0;
  world.deployed = 0;
}
