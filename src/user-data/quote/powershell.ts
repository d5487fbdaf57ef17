import type { TextPiece } from '../template.js';
import { PLACE_NAMES, type PowershellFrame, type PowershellScan } from './powershell/frames.js';
import { fillHole } from './powershell/hole.js';
import { STEPS } from './powershell/steps.js';
import { Scan } from './scan.js';
import { isHole, toUnits, type Filled, type Hole } from './unit.js';

/**
 * Fills the holes of a PowerShell script. Source of the rules: about_Quoting_Rules, about_Special_Characters and
 * about_Comments of Windows PowerShell 5.1. Held against tree-sitter-powershell by test/peers/user-data.
 */
export function fillPowershell(pieces: readonly (TextPiece | Hole)[]): Filled {
  const scan: PowershellScan = new Scan<PowershellFrame>(toUnits(pieces), { kind: 'plain' });
  let last: Hole | undefined;
  while (!scan.done) {
    const unit = scan.peek();
    if (isHole(unit)) {
      last = unit;
      fillHole(scan, unit);
    } else {
      STEPS[scan.frame.kind](scan);
    }
  }
  // A script that ends inside quotes was read wrong, by us or by its author; either way its values may be misplaced.
  if (last !== undefined && scan.depth > 0 && !scan.frame.kind.endsWith('comment')) {
    const place = PLACE_NAMES[scan.frame.kind];
    scan.complain(
      last,
      `can't be placed safely: as far as can be seen, the script ends inside ${place} that never close.`,
    );
  }
  return scan.result();
}
