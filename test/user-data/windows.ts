/** Windows user data as those have it who read it: the agents, and then PowerShell. */
import { gunzipSync } from 'node:zlib';

/** A row of the runner's table. */
export interface Row {
  readonly Name: string;
  readonly Reboot?: string;
  readonly Environment?: readonly Record<string, string>[];
  readonly Secrets?: readonly Record<string, string>[];
  readonly Files: readonly { readonly path: string; readonly text?: string; readonly base64?: string }[];
}

/**
 * What the agents run of user data, in their order, and whether at every boot. Source: EC2 user guide, "How Amazon EC2 handles
 * user data for Windows instances": batch goes first whatever the order in the text, `persist` may stand anywhere.
 *
 * @param lenient tags in any case and with blanks in them count, too: nothing says that they don't
 */
export function readTags(userData: Uint8Array | string, { lenient = false } = {}) {
  const text = Buffer.from(userData).toString('latin1');
  const content = (tag: string): string | undefined => {
    const blank = lenient ? '\\s*' : '';
    const ends = [`<${blank}${tag}${blank}>`, `<${blank}/${blank}${tag}${blank}>`];
    return new RegExp(ends.join('([^]*?)'), lenient ? 'i' : '').exec(text)?.[1];
  };
  const runs = (['script', 'powershell'] as const).flatMap((tag) => {
    const script = content(tag);
    return script === undefined ? [] : [{ tag, script }];
  });
  return { runs, persist: content('persist')?.trim() === 'true' };
}

/** The script that the agent runs; fails where that isn't the only thing it does. */
export function bootstrapOf(userData: Uint8Array): string {
  const { runs } = readTags(userData);
  const [only, ...others] = runs;
  if (only?.tag !== 'powershell' || others.length > 0)
    throw new Error('There is not one block of PowerShell.');
  return only.script;
}

/** The runner as it lies on the machine. */
export function runnerOf(userData: Uint8Array): string {
  const [, base64 = ''] = /FromBase64String\('([^']+)'\)/.exec(bootstrapOf(userData)) ?? [];
  return gunzipSync(Buffer.from(base64, 'base64')).toString();
}

/** The table in a runner, as PowerShell reads it: single-quoted strings, hash tables and arrays are all that it is made of. */
export function rowsOf(runner: string): Row[] {
  const start = runner.indexOf('\n$layers = @(');
  return new Reader(runner, start + '\n$layers = '.length).value() as unknown as Row[];
}

/** The bytes of each file of a layer, by path. */
export function filesOf({ Files }: Row): Record<string, Buffer> {
  return Object.fromEntries(
    Files.map(({ path, text, base64 = '' }) => [
      path,
      text === undefined ? Buffer.from(base64, 'base64') : Buffer.from(text),
    ]),
  );
}

type Value = string | Value[] | { [key: string]: Value };

class Reader {
  constructor(
    private readonly text: string,
    private at: number,
  ) {}

  value(): Value {
    if (this.takes('@(')) return this.list();
    if (this.takes('@{')) return this.hash();
    return this.string();
  }

  private list(): Value[] {
    const items: Value[] = [];
    while (!this.takes(')')) items.push(this.value());
    return items;
  }

  private hash(): Record<string, Value> {
    const pairs: [string, Value][] = [];
    while (!this.takes('}')) {
      const [all, key = ''] = this.match(/\s*;?\s*(\w+) = /y);
      this.at += all.length;
      pairs.push([key, this.value()]);
    }
    return Object.fromEntries(pairs);
  }

  /** A quote, or one of its typographic brothers, twice is once. Source: about_Quoting_Rules. */
  private string(): string {
    const [all, inner = ''] = this.match(/\s*'((?:[^'\u2018-\u201B]|['\u2018-\u201B]{2})*)'/y);
    this.at += all.length;
    return inner.replace(/['\u2018-\u201B](['\u2018-\u201B])/g, '$1');
  }

  private takes(sign: string): boolean {
    const [blanks] = this.match(/\s*/y);
    const there = this.text.startsWith(sign, this.at + blanks.length);
    if (there) this.at += blanks.length + sign.length;
    return there;
  }

  private match(expression: RegExp): RegExpExecArray {
    expression.lastIndex = this.at;
    const found = expression.exec(this.text);
    if (found === null)
      throw new Error(`Unexpected at ${this.at}: ${this.text.slice(this.at, this.at + 40)}`);
    return found;
  }
}
