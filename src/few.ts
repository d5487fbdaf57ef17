/** As many as anybody reads: whoever has more of them mends one, and so all. */
const MOST = 50;

/** The first of them. */
export function few<T>(items: readonly T[]): readonly T[] {
  return items.slice(0, MOST);
}

/** How many `few` has left out, as the last line of a list; none where it has left out none. */
export function andMore({ length }: readonly unknown[]): string[] {
  return length > MOST ? [`… and ${length - MOST} more.`] : [];
}
