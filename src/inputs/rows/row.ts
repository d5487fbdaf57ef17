import type { Grammar } from '../grammar.js';
import type { Mode } from './run.js';

/** The parts that the README sorts inputs into. */
export type InputGroup = 'run' | 'base' | 'bake' | 'app' | 'launch' | 'ready' | 'rollout' | 'end' | 'github';

/** All that is said of one input, and how its text is read. */
export interface InputRow<T = unknown> {
  readonly group: InputGroup;
  readonly description: string;
  /** As the user would write it. */
  readonly default?: string;
  /**
   * What holds when nothing is given, told to people only: a default in `action.yml` reaches us as if the user had
   * given it, and a launch template has to go before it.
   */
  readonly otherwise?: string;
  /** An expression that GitHub fills in when nothing is given. */
  readonly supplied?: string;
  readonly example: string;
  /** In which it has an effect, where these are not those of its group. */
  readonly modes?: readonly Mode[];
  /** What is given is not repeated, in whatever form. */
  readonly secret?: true;
  readonly grammar: Grammar<T>;
}
