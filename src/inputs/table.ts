/**
 * Every input: one row each. The typed request, the messages, `action.yml` and the README's table all come
 * from here (`npm run docs`), and a test holds them together.
 */
import { APP } from './rows/app.js';
import { BAKE } from './rows/bake.js';
import { BASE } from './rows/base.js';
import { END } from './rows/end.js';
import { GITHUB } from './rows/github.js';
import { LAUNCH } from './rows/launch.js';
import { READY } from './rows/ready.js';
import { ROLLOUT } from './rows/rollout.js';
import { RUN } from './rows/run.js';

export type { InputGroup, InputRow } from './rows/row.js';
export type { Mode } from './rows/run.js';

export const INPUTS = {
  ...RUN,
  ...BASE,
  ...BAKE,
  ...APP,
  ...LAUNCH,
  ...READY,
  ...ROLLOUT,
  ...END,
  ...GITHUB,
};

export type InputName = keyof typeof INPUTS;
