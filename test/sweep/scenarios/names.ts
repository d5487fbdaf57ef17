/** Apart from what they are, which brings the SDK along. */
export const SCENARIO_NAMES: readonly string[] = [
  'launch',
  'bake',
  'bake-all',
  'rollout',
  'roll-back',
  'create-group',
  'terminate',
  'prune',
];
