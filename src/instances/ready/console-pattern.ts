import { createContext, Script } from 'node:vm';
import { Failure } from '../../failure.js';
import type { Condition } from './condition.js';
import { watchConsoles } from './consoles.js';
import type { Watch } from './look-for.js';

/** For 64 KB, which a sound expression gets through in a few milliseconds. */
const MATCH_WITHIN_MS = 1_000;

/** The console matches the user's own regular expression. */
export const consolePattern: Watch<Extract<Condition, { kind: 'console' }>> = ({ pattern }, ready) => {
  const matches = patternMatcher(pattern);
  return watchConsoles(ready, {
    judge: ({ id, text }) => matches(text, id),
    waiting: 'no match yet',
    advice:
      'Look at the console: does the text get there, and does the expression match it? EC2 keeps the last 64 KB. Allow more time with `ready-timeout`.',
  });
};

/**
 * Whether the console of `id` matches. Some expressions take longer than anybody can wait, and meanwhile nothing else
 * would happen in this process: no timeout, no cleaning up. A script with a timeout is what can be interrupted there.
 */
export function patternMatcher(pattern: string): (text: string, id: string) => boolean {
  const look = { expression: new RegExp(pattern, 'm'), text: '' };
  const context = createContext(look);
  const script = new Script('expression.test(text)');
  return (text, id) => {
    look.text = text;
    try {
      return script.runInContext(context, { timeout: MATCH_WITHIN_MS }) === true;
    } catch (thrown) {
      if ((thrown as { code?: unknown }).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw thrown;
      throw new Failure(
        'slow-pattern',
        `The expression console:/${pattern}/ takes too long on the console of ${id}: more than ${MATCH_WITHIN_MS / 1000} s for one look.`,
        {
          advice:
            "Repetitions inside of repetitions, such as `(.+)+`, take for ever where they don't match: write it without, or match a plain piece of the text. `.*` or `[\\s\\S]*` at the beginning is never needed: leave it out.",
          cause: thrown,
        },
      );
    }
  };
}
