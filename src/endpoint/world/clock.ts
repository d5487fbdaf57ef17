/** The cloud's calendar clock, in milliseconds since 1970. It starts at the real time and can run faster. */
export interface Clock {
  now(): number;
  /** What this clock showed at a real time (ms since 1970), as a client on this machine writes it into a signature. */
  at(real: number): number;
  /** Lets time pass at once: the state of things is computed from times, so nothing has to happen in between. */
  skip(milliseconds: number): void;
}

/** `speed` = cloud seconds per real second. */
export function cloudClock(speed: number): Clock {
  const born = Date.now();
  const start = performance.now();
  const skips: { readonly real: number; readonly milliseconds: number }[] = [];
  const real = () => born + performance.now() - start;
  const at = (time: number): number => {
    const skipped = skips.reduce((sum, skip) => sum + (skip.real <= time ? skip.milliseconds : 0), 0);
    return Math.floor(born + (time - born) * speed + skipped);
  };
  return {
    now: () => at(real()),
    at,
    skip: (milliseconds) => void skips.push({ real: real(), milliseconds }),
  };
}
