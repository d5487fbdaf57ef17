import type { Problem } from '../../layers/problem.js';
import type { Secret } from '../secrets/reference.js';
import type { TextPiece } from '../template.js';

/** A place in a layer where a value goes. */
export interface Hole {
  readonly name: string;
  /** In the layer's file, counted from 1. */
  readonly line: number;
  /** As the user gave it; holds no NUL and no half surrogate pairs. Empty where there is a secret. */
  readonly value: string;
  /** What goes here is only known on the machine: the layer reads it from an environment variable. */
  readonly secret?: Secret;
}

/** A layer as a lexer reads it: one UTF-16 code unit, or a hole. */
export type Unit = string | Hole;

/** A layer with its holes filled. With problems the text is not to be used. */
export interface Filled {
  readonly text: string;
  readonly problems: readonly Problem[];
}

/** Fills the holes of a layer so that each value arrives unchanged in that layer's language, or says why it can't. */
export type Fill = (pieces: readonly (TextPiece | Hole)[]) => Filled | Promise<Filled>;

/** Pieces, one code unit each. */
export function toUnits(pieces: readonly (TextPiece | Hole)[]): Unit[] {
  return pieces.flatMap((piece): Unit[] => ('text' in piece ? piece.text.split('') : [piece]));
}

/** Whether there is a hole here, rather than text or the end. */
export function isHole(unit: Unit | undefined): unit is Hole {
  return typeof unit === 'object';
}
