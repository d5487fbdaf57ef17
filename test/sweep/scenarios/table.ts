import type { Scenario } from '../scenario.js';
import { bake, bakeAll } from './bake.js';
import { launch } from './launch.js';
import { prune } from './prune.js';
import { createGroup, rollBack, rollout } from './rollout.js';
import { terminate } from './terminate.js';

export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  launch,
  bake,
  'bake-all': bakeAll,
  rollout,
  'roll-back': rollBack,
  'create-group': createGroup,
  terminate,
  prune,
};
