import type { PlannedPlace } from './result.js';

/** The place at which a launch would fail: EC2 refuses there, and what comes before it would not do either. */
export function failsAt(places: readonly PlannedPlace[]): PlannedPlace | undefined {
  const first = places.find(({ verdict, final }) => verdict !== 'refused' || final);
  return first?.verdict === 'refused' ? first : undefined;
}
