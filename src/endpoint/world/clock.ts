/** The cloud's calendar clock, in milliseconds since 1970. It starts at the real time and can run faster. */
export interface Clock {
  now(): number;
  /** Lets time pass at once: the state of things is computed from times, so nothing has to happen in between. */
  skip(milliseconds: number): void;
}

/** `speed` = cloud seconds per real second. */
export function cloudClock(speed: number): Clock {
  const born = Date.now();
  const start = performance.now();
  let skipped = 0;
  return {
    now: () => Math.floor(born + (performance.now() - start) * speed + skipped),
    skip: (milliseconds) => {
      skipped += milliseconds;
    },
  };
}
