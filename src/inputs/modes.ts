import { BUILDS, MODES } from './rows/run.js';
import { either, type Problem } from './problem.js';
import { type InputGroup, type InputName, type InputRow, INPUTS, type Mode } from './table.js';

const LAUNCHES: readonly Mode[] = ['launch', 'rollout', 'plan'];

/** The modes in which the inputs of a group have an effect. What concerns a launch may stand beside `plan`. */
const OF_GROUP: Readonly<Record<InputGroup, readonly Mode[]>> = {
  run: MODES,
  base: [...BUILDS, 'resolve'],
  bake: BUILDS,
  app: LAUNCHES,
  launch: LAUNCHES,
  ready: LAUNCHES,
  rollout: ['rollout', 'plan'],
  end: ['launch', 'plan'],
  github: MODES,
};

/**
 * Inputs that would be silently without effect. One with a default always arrives, so that it is told only where it
 * says something else.
 */
export function withoutEffect(given: ReadonlyMap<string, string>, mode: Mode): Problem[] {
  return (Object.entries(INPUTS) as [InputName, InputRow][]).flatMap(([input, row]) => {
    const { modes = OF_GROUP[row.group] } = row;
    if (modes.includes(mode) || [undefined, row.default].includes(given.get(input))) return [];
    return [{ input, expected: `nothing in mode ${mode}: it has an effect in mode ${either(modes)} only` }];
  });
}
