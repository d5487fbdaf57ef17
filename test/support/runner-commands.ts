/**
 * What GitHub's runner makes of a step's log and of its command files. Source: actions/runner, src/Runner.Common/ActionCommand.cs
 * and src/Runner.Worker/FileCommandManager.cs.
 */

export interface Command {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
}

/** Source: actions/runner, ActionCommandManager.cs and its extensions. */
const REGISTERED = new Set(
  'add-mask add-matcher add-path debug echo endgroup error group internal-set-repo-path notice remove-matcher save-state set-env set-output stop-commands warning'.split(
    ' ',
  ),
);

/** What .NET calls white space. Source: Char.IsWhiteSpace. */
const BLANKS = /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;

/** All commands that the runner would obey, line by line. */
export function commandsIn(log: string): Command[] {
  return log.split(/\r\n|\r|\n/).flatMap((line) => secondVersion(line) ?? firstVersion(line) ?? []);
}

function secondVersion(line: string): Command | undefined {
  const [, head, data = ''] = /^::(.*?)::(.*)$/s.exec(line.replace(BLANKS, '')) ?? [];
  return head === undefined ? undefined : command(head, data, ',', unescaped);
}

function firstVersion(line: string): Command | undefined {
  const [, head, data = ''] = /##\[(.*?)\](.*)$/s.exec(line) ?? [];
  return head === undefined ? undefined : command(head, data, ';', unescaped);
}

function command(
  head: string,
  data: string,
  between: string,
  read: (text: string) => string,
): Command | undefined {
  const [, name = head, rest = ''] = /^(.*?) (.*)$/s.exec(head) ?? [];
  if (!REGISTERED.has(name)) return undefined;
  const pairs = rest.split(between).flatMap((pair) => {
    const [, key, value] = /^([^=]*)=(.*)$/s.exec(pair.trim()) ?? [];
    return key === undefined || value === undefined ? [] : [[key, read(value)] as const];
  });
  return { name, properties: Object.fromEntries(pairs), data: read(data) };
}

function unescaped(text: string): string {
  const signs: Record<string, string> = {
    '%0D': '\r',
    '%0A': '\n',
    '%3A': ':',
    '%2C': ',',
    '%3B': ';',
    '%5D': ']',
    '%25': '%',
  };
  return text.replace(/%(?:0D|0A|3A|2C|3B|5D|25)/g, (found) => signs[found] ?? found);
}

/** The pairs of a file of outputs or of state: `name=value`, or `name<<delimiter`, lines, `delimiter`. */
export function pairsIn(file: string): [string, string][] {
  const lines = file.split('\n');
  const pairs: [string, string][] = [];
  while (lines.length > 0) {
    const line = lines.shift() ?? '';
    const [, name, sign, rest = ''] = /^(.*?)(=|<<)(.*)$/s.exec(line) ?? [];
    if (name === undefined) continue;
    if (sign === '=') pairs.push([name, rest]);
    else
      pairs.push([
        name,
        lines
          .splice(0, lines.indexOf(rest) + 1)
          .slice(0, -1)
          .join('\n'),
      ]);
  }
  return pairs;
}
