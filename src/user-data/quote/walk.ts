import type { Scan } from './scan.js';
import { isHole, type Filled, type Hole } from './unit.js';

/** What is particular to one language. */
export interface Language<Frame extends { readonly kind: string }> {
  /** Fills or refuses the hole that comes next. */
  readonly fillHole: (scan: Scan<Frame>, hole: Hole) => void;
  /** Reads on by at least one character, by the kind of the current frame. */
  readonly steps: Readonly<Record<Frame['kind'], (scan: Scan<Frame>) => void>>;
  readonly placeNames: Readonly<Record<Frame['kind'], string>>;
  /** A script may end inside these. */
  readonly mayStayOpen: ReadonlySet<Frame['kind']>;
}

/** Moves a scan to the end of its script, filling every hole. */
export function walk<Frame extends { readonly kind: string }>(
  scan: Scan<Frame>,
  { fillHole, steps, placeNames, mayStayOpen }: Language<Frame>,
): Filled {
  let last: Hole | undefined;
  while (!scan.done) {
    const unit = scan.peek();
    if (isHole(unit)) {
      last = unit;
      fillHole(scan, unit);
    } else {
      const kind: Frame['kind'] = scan.frame.kind;
      steps[kind](scan);
    }
  }
  const kind: Frame['kind'] = scan.frame.kind;
  // A script that ends inside quotes was read wrong, by us or by its author; either way its values may be misplaced.
  if (last !== undefined && scan.depth > 0 && !mayStayOpen.has(kind)) {
    const inside = `the script ends inside ${placeNames[kind]} that never close`;
    scan.complain(last, `can't be placed safely: as far as can be seen, ${inside}.`);
  }
  return scan.result();
}
