import type { Condition } from './condition.js';
import { watchConsoles } from './consoles.js';
import type { Watch } from './look-for.js';

/** The console matches the user's own regular expression. */
export const consolePattern: Watch<Extract<Condition, { kind: 'console' }>> = ({ pattern }, { roster }) => {
  const expression = new RegExp(pattern, 'm');
  return watchConsoles(roster, {
    judge: (text) => expression.test(text),
    waiting: 'no match yet',
    advice:
      'Look at the console: does the text get there, and does the expression match it? EC2 keeps the last 64 KB. Allow more time with `ready-timeout`.',
  });
};
