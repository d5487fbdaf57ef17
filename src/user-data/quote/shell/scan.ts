import { Scan } from '../scan.js';
import type { Filled, Unit } from '../unit.js';
import { walk } from '../walk.js';
import { commands, PLACE_NAMES, type ShellFrame, type ShellScan } from './frames.js';
import { fillHole } from './hole.js';
import { STEPS } from './steps.js';

/**
 * Fills the holes of a shell script (POSIX sh, dash, bash). Source of the rules: POSIX.1-2017, Shell Command Language,
 * 2.2 Quoting, 2.3 Token Recognition, 2.6 Word Expansions, 2.7.4 Here-Document. Proved by test/user-data/shell.test.ts
 * with the real shells: a value is refused, or arrives unchanged and never runs.
 *
 * What a script does with a value afterwards is its own: `eval` and bash's arithmetic evaluate what they are given.
 */
export function scanShell(units: readonly Unit[]): Filled {
  const scan: ShellScan = new Scan<ShellFrame>(units, commands(false));
  return walk(scan, {
    fillHole,
    steps: STEPS,
    placeNames: PLACE_NAMES,
    mayStayOpen: new Set<ShellFrame['kind']>(['comment']),
  });
}
