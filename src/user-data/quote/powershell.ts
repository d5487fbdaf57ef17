import type { TextPiece } from '../template.js';
import { PLACE_NAMES, type PowershellFrame, type PowershellScan } from './powershell/frames.js';
import { fillHole } from './powershell/hole.js';
import { STEPS } from './powershell/steps.js';
import { Scan } from './scan.js';
import { toUnits, type Filled, type Hole } from './unit.js';
import { walk } from './walk.js';

/**
 * Fills the holes of a PowerShell script. Source of the rules: about_Quoting_Rules, about_Special_Characters and
 * about_Comments of Windows PowerShell 5.1. Held against tree-sitter-powershell by test/peers/user-data.
 */
export function fillPowershell(pieces: readonly (TextPiece | Hole)[]): Filled {
  const scan: PowershellScan = new Scan<PowershellFrame>(toUnits(pieces), { kind: 'plain' });
  return walk(scan, {
    fillHole,
    steps: STEPS,
    placeNames: PLACE_NAMES,
    mayStayOpen: new Set<PowershellFrame['kind']>(['comment', 'block-comment', 'perhaps-comment']),
  });
}
