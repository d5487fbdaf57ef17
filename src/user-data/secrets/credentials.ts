import { lintSource } from '@secretlint/core';
import { rules } from '@secretlint/secretlint-rule-preset-recommend';
import type { Problem } from '../../layers/problem.js';
import { lineAt, withoutBom } from '../../layers/text.js';
import type { Hole } from '../quote/unit.js';
import type { TextPiece } from '../template.js';
import { OWN_RULES } from './own-rules.js';

/** A comment in a layer, or in a value, doesn't switch rules off: the input `allow-secrets-in-user-data` does. */
const RULES = [
  ...rules.filter(({ meta }) => meta.id !== '@secretlint/secretlint-rule-filter-comments'),
  OWN_RULES,
];

/** A stretch of the text, and where in the layer's file it comes from. */
interface Stretch {
  readonly start: number;
  readonly text: string;
  readonly piece: TextPiece | Hole;
}

/** Where something was found: the line of the layer's file, and the variable whose value it is. */
interface Place {
  readonly line: number;
  readonly variable: string | undefined;
}

/**
 * What looks like a credential in a layer with its values put in: a problem for each place, which never holds what was
 * found. Looks at the values before they are quoted, since quotes can hide what arrives on the machine.
 */
export async function findCredentials(pieces: readonly (TextPiece | Hole)[]): Promise<Problem[]> {
  const stretches = stretch(pieces);
  const { messages } = await lintSource({
    source: {
      content: stretches.map(({ text }) => text).join(''),
      filePath: 'layer',
      ext: '',
      contentType: 'text',
    },
    options: {
      noPhysicFilePath: true,
      maskSecrets: true,
      config: { rules: RULES.map((rule) => ({ id: rule.meta.id, rule })) },
    },
  });
  const problems = new Map<string, Problem>();
  for (const { ruleId, messageId, range } of messages) {
    const { line, variable } = placeOf(range, stretches);
    const subject = variable === undefined ? 'This looks' : `{{${variable}}} puts in what looks`;
    const message = `${subject} like a credential (${kindOf(ruleId, messageId)}).`;
    const place = `${line} ${variable ?? ''}`;
    // Several rules can know the same thing by different names: one is enough.
    if (!problems.has(place)) problems.set(place, { line, message });
  }
  return [...problems.values()];
}

/** Without a byte order mark: the library leaves it out when it counts. */
function stretch(pieces: readonly (TextPiece | Hole)[]): Stretch[] {
  let start = 0;
  return pieces.map((piece) => {
    const text = start === 0 ? withoutBom(textOf(piece)) : textOf(piece);
    start += text.length;
    return { start: start - text.length, text, piece };
  });
}

function textOf(piece: TextPiece | Hole): string {
  if ('text' in piece) return piece.text;
  return piece.secret ? `\${${piece.secret.variable}}` : piece.value;
}

function placeOf([from, to]: readonly number[], stretches: readonly Stretch[]): Place {
  const touched = stretches.filter(
    ({ start, text }) => start < (to ?? 0) && (from ?? 0) < start + text.length,
  );
  const value = touched.find(({ piece }) => 'name' in piece)?.piece;
  if (value !== undefined && 'name' in value) return { line: value.line, variable: value.name };
  const [first] = touched;
  const before = first === undefined ? 0 : lineAt(first.text, (from ?? 0) - first.start) - 1;
  return { line: (first?.piece.line ?? 1) + before, variable: undefined };
}

/** The library's own words for what it found, made without what it found: `GitHub Token`, `AWS Secret Access Key`. */
function kindOf(ruleId: string, messageId: string): string {
  const message = RULES.find(({ meta }) => meta.id === ruleId)?.messages[messageId];
  const nothing: Record<string, string> = new Proxy({}, { get: () => '' });
  const text = message?.en(nothing) ?? messageId;
  return text
    .replace(/^found /i, '')
    .replace('()', '')
    .replace(/[:\s]+$/, '');
}
