/**
 * How an input's text is read. Each grammar is a valibot schema from the given string to a typed value;
 * the messages are what problems say after the word "expected".
 */
import * as v from 'valibot';

export type Grammar<T> = v.GenericSchema<string, T> | v.GenericSchemaAsync<string, T>;

/** A grammar from a plain function: what it returns, or a string that says what was expected. */
export function reading<T>(read: (given: string) => { readonly value: T } | { readonly expected: string }) {
  return v.pipe(
    v.string(),
    v.rawTransform<string, T>(({ dataset, addIssue, NEVER }) => {
      const result = read(dataset.value);
      if ('value' in result) return result.value;
      addIssue({ message: result.expected });
      return NEVER;
    }),
  );
}

export function choice<const T extends readonly string[]>(options: T) {
  return v.picklist(options, `one of ${options.join(', ')}`);
}

export function flag() {
  return v.pipe(
    v.picklist(['true', 'false'], 'true or false'),
    v.transform((given) => given === 'true'),
  );
}

/** Text of one line that matches. */
export function text(pattern: RegExp, expected: string) {
  return v.pipe(v.string(), v.regex(pattern, expected));
}

export function wholeNumber(least: number, most: number, unit = '') {
  const expected = `a whole number${unit && ` of ${unit}`} from ${least} to ${most}`;
  return v.pipe(
    v.string(),
    v.regex(/^\d{1,9}$/, expected),
    v.transform(Number),
    v.minValue(least, expected),
    v.maxValue(most, expected),
  );
}

const UNIT_MS: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1_000 };

/** `90s`, `10m`, `1h30m`: to milliseconds. A number alone is refused: some would mean minutes, some seconds. */
export function duration(most: { readonly hours: number }) {
  const expected = `a time with its unit, such as 90s, 10m or 1h30m, of at most ${most.hours}h`;
  return reading((given) => {
    if (!/^(?=\d)(\d+h)?(\d+m)?(\d+s)?$/.test(given)) return { expected };
    const parts = [...given.matchAll(/(\d+)([hms])/g)];
    const ms = parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (UNIT_MS[unit ?? ''] ?? 0), 0);
    return ms > 0 && ms <= most.hours * 3_600_000 ? { value: ms } : { expected };
  });
}

/** Items by line; also by comma where no item can hold one. Blank ones fall away. */
export function list<T>(item: v.GenericSchema<string, T>, separator: RegExp = /[\n,]/) {
  return v.pipe(
    v.string(),
    v.transform((given) => splitList(given, separator)),
    v.array(item),
    v.minLength(1, 'at least one item'),
  );
}

export function splitList(given: string, separator: RegExp): string[] {
  return given
    .split(separator)
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/** A list as `list` reads it, or a JSON array of strings, as our own outputs are. */
export function listOrJson<T>(item: v.GenericSchema<string, T>) {
  return v.pipe(
    v.string(),
    v.transform((given) => (given.startsWith('[') ? jsonStrings(given) : splitList(given, /[\n,\s]/))),
    v.array(item),
  );
}

function jsonStrings(given: string): string[] {
  try {
    const parsed: unknown = JSON.parse(given);
    return Array.isArray(parsed) ? parsed.map(String) : [given];
  } catch {
    return [given]; // The item's own grammar then says what is wrong with it.
  }
}
