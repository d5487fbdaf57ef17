import type { Log, Place } from '../context.js';
import { neutral, oneLine } from './untrusted.js';

/** What writes to a log as the runner reads it; `@actions/core` is one. */
export interface Writer {
  info(text: string): void;
  debug(text: string): void;
  warning(text: string, properties: AnnotationPlace): void;
  error(text: string, properties: AnnotationPlace): void;
  group<T>(title: string, inside: () => Promise<T>): Promise<T>;
}

interface AnnotationPlace {
  readonly file?: string;
  readonly startLine?: number;
}

/** A log in which nothing can be told that the runner would obey, or that would not show as it is. */
export function makeLog(writer: Writer): Log {
  return {
    say: (sentence) => writer.info(neutral(sentence)),
    detail: (sentence) => writer.debug(neutral(sentence)),
    warn: (sentence, place) => writer.warning(neutral(sentence), annotation(place)),
    error: (sentence, place) => writer.error(neutral(sentence), annotation(place)),
    group: (title, inside) => writer.group(neutral(oneLine(title)), inside),
  };
}

function annotation(place: Place | undefined): AnnotationPlace {
  if (place === undefined) return {};
  return { file: neutral(place.file), ...(place.line === undefined ? {} : { startLine: place.line }) };
}
