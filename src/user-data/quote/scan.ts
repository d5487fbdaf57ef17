import type { Problem } from '../../layers/problem.js';
import { isHole, type Filled, type Hole, type Unit } from './unit.js';

/**
 * A reader's place in a script: what is left to read, what has been written, and how deep in quotes, substitutions and
 * the like it stands. Lexers of languages move it along and write values in. Where a lexer can't be sure how the real
 * language reads on, it sets `unsure`, and every hole after that is refused: a value must not land in a wrong context.
 */
export class Scan<Frame extends { readonly kind: string }> {
  out = '';
  /** Why nothing that follows is certain, as a half-sentence: "after …". */
  unsure: string | undefined;
  readonly problems: Problem[] = [];
  private at = 0;
  private readonly inner: Frame[] = [];

  constructor(
    private readonly units: readonly Unit[],
    /** The frame that the script as a whole stands in. */
    readonly outermost: Frame,
  ) {}

  get done(): boolean {
    return this.at >= this.units.length;
  }

  /** The unit `ahead` of the current one; `undefined` past the end. */
  peek(ahead = 0): Unit | undefined {
    return this.units[this.at + ahead];
  }

  /** Whether the text goes on with these characters. */
  sees(text: string): boolean {
    return text.split('').every((char, index) => this.peek(index) === char);
  }

  /** The text from here to the next hole, or to the end of the line, whichever comes first. */
  restOfLine(): string {
    let rest = '';
    for (let ahead = 0; ; ahead++) {
      const unit = this.peek(ahead);
      if (unit === undefined || isHole(unit) || unit === '\n') return rest;
      rest += unit;
    }
  }

  /** Writes the next `count` characters as they are; stops before a hole and at the end. Returns what it wrote. */
  copy(count: number): string {
    let copied = '';
    for (let left = count; left > 0; left--) {
      const unit = this.peek();
      if (unit === undefined || isHole(unit)) break;
      copied += unit;
      this.at++;
    }
    this.out += copied;
    return copied;
  }

  /** Writes something in the place of the hole that comes next. */
  fill(text: string): void {
    this.at++;
    this.out += text;
  }

  /** Leaves the hole that comes next empty, and says why. */
  refuse(hole: Hole, message: string): void {
    this.at++;
    this.complain(hole, message);
  }

  /** Adds a problem; `message` goes on after the hole's name. */
  complain(hole: Hole, message: string): void {
    this.problems.push({ line: hole.line, message: `{{${hole.name}}} ${message}` });
  }

  get frame(): Frame {
    return this.inner.at(-1) ?? this.outermost;
  }

  /** The frames around the current one, outermost first. */
  get around(): readonly Frame[] {
    return [this.outermost, ...this.inner].slice(0, -1);
  }

  get depth(): number {
    return this.inner.length;
  }

  push(frame: Frame): void {
    this.inner.push(frame);
  }

  pop(): void {
    this.inner.pop();
  }

  doubt(after: string): void {
    this.unsure ??= after;
  }

  /** What came of it. */
  result(): Filled {
    return { text: this.out, problems: this.problems };
  }
}
