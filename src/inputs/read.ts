import { nearest } from './own-grammar.js';
import type { Problem } from './problem.js';

/**
 * The inputs that the runner set: `INPUT_<NAME>` in upper case, spaces as underscores. GitHub hands over
 * unset ones as empty strings, and unknown ones too, with nothing but a warning beside them.
 */
export function givenInputs(env: Readonly<Record<string, string | undefined>>): Map<string, string> {
  const given = new Map<string, string>();
  for (const [variable, value] of Object.entries(env)) {
    const name = /^INPUT_(.+)$/.exec(variable)?.[1]?.toLowerCase();
    const trimmed = value?.trim() ?? '';
    if (name !== undefined && trimmed !== '') given.set(name, trimmed);
  }
  return given;
}

/** A misspelt input would be silently without effect: `instance-types: c7g.large` would launch a t3.micro. */
export function unknownInputs(given: ReadonlyMap<string, string>, known: readonly string[]): Problem[] {
  return [...given.keys()]
    .filter((name) => !known.includes(name))
    .map((name) => {
      const guess = nearest(name, known);
      const hint = guess === undefined ? 'see the table of inputs in the README' : `did you mean ${guess}?`;
      return { input: name, expected: `no input of this name; ${hint}` };
    });
}
