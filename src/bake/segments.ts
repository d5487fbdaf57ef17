/** Where the builder stops to be imaged. */
export interface Ends {
  /** The chain's fingerprints, in short: of the ground, then up to each layer. */
  readonly chain: readonly string[];
  /** How many layers the image that it starts from has. */
  readonly start: number;
  /** The same of the lineage's newest image, as far as its tag tells. */
  readonly before: readonly string[] | undefined;
}

/**
 * After how many layers an image is made, the last one after all. `each`: after every missing one. `auto`: where the newest
 * image of the lineage shows that layers from here on have changed, the ones before get an image of their own: the next such
 * change then costs only what has changed.
 */
export function segmentsOf(mode: 'auto' | 'each' | 'last', { chain, start, before = [] }: Ends): number[] {
  const all = chain.length - 1;
  if (mode === 'each') return Array.from({ length: all - start }, (_, index) => start + index + 1);
  const same = chain.findIndex((one, index) => one !== before[index]);
  const unchanged = same < 0 ? all : same - 1;
  return mode === 'auto' && unchanged > start && unchanged < all ? [unchanged, all] : [all];
}
