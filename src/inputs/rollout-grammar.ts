import { reading, splitList } from './grammar.js';

const EXPECTED =
  'percentages from 1 to 100, each greater than the one before, the last of them 100 (or the rest would stay old)';

/** The checkpoints of an instance refresh. Source: Auto Scaling API reference, RefreshPreferences. */
export function ascending() {
  return reading<readonly number[]>((given) => {
    const items = splitList(given, /[\n,]/);
    const numbers = items.filter((item) => /^\d{1,3}$/.test(item)).map(Number);
    const rising = numbers.every((number, index) => number > (numbers[index - 1] ?? 0));
    return items.length > 0 && numbers.length === items.length && rising && numbers.at(-1) === 100
      ? { value: numbers }
      : { expected: EXPECTED };
  });
}
