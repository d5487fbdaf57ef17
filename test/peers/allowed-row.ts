/** How a row of the allowed differences is written. */
export interface AllowedDifference {
  /** An action for all its cases, or `Action: case` for one. */
  readonly action: string;
  /** `*` is any one name, `**` is anything. */
  readonly path: string;
  readonly why: string;
}

type Paths = Readonly<Record<string, readonly string[]>>;

export function because(why: string, paths: Paths): AllowedDifference[] {
  return Object.entries(paths).flatMap(([action, under]) => under.map((path) => ({ action, path, why })));
}

/** The same prefix before each of the names. */
export const under = (prefix: string, ...names: string[]) => names.map((name) => `${prefix}${name}`);
