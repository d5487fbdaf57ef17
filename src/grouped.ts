/** `1,234,567` for a whole number. The language's own formatter takes 15 ms of processor time at its first number. */
export function grouped(number: number): string {
  return String(number).replace(/\B(?=(?:\d{3})+$)/g, ',');
}
