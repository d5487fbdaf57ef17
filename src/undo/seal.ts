import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Puts a seal on texts that a later process has to believe, though others can write where they are kept. A seal covers all that
 * was sealed before it, so that none of them can be taken out, moved or repeated.
 */
export interface Sealer {
  /** Gives `write` the text with its seal, on one line. Counts as sealed only once that has returned. */
  seal(text: string, write: (line: string) => void): void;
  /** The text of the next sealed line; undefined: this is not what was sealed next by this key. */
  open(line: string): string | undefined;
}

/** @param key only whoever has it can seal */
export function makeSealer(key: string): Sealer {
  let before = '';
  const next = (text: string) => createHmac('sha256', key).update(`${before}\n${text}`).digest('hex');
  return {
    seal(text, write) {
      const seal = next(text);
      write(`${text}\t${seal}`);
      before = seal;
    },
    open(line) {
      const [text = '', seal = '', ...more] = line.split('\t');
      const right = next(text);
      if (
        more.length > 0 ||
        seal.length !== right.length ||
        !timingSafeEqual(Buffer.from(seal), Buffer.from(right))
      )
        return undefined;
      before = right;
      return text;
    },
  };
}
