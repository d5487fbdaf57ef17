import type { Layer } from '../layers/layer.js';
import { grouped } from '../grouped.js';
import { inLayer, type LayerProblem, type Problem } from '../layers/problem.js';
import { KINDS } from '../layers/table.js';
import { decodeText, encodeText } from '../layers/text.js';
import { handOver, type EnvironmentVariable } from './environment.js';
import type { Hole } from './quote/unit.js';
import type { Secret } from './secrets/reference.js';
import { parseTemplate, type TextPiece } from './template.js';
import { lookUp } from './variables.js';

/** A layer ready to run, and the secrets that have to be in its environment then. */
export interface ReadyLayer extends Layer {
  /** Absent where there are none. */
  readonly environment?: readonly EnvironmentVariable[];
  readonly secrets?: readonly Secret[];
  readonly onWindows?: ReadyLayer;
}

/** A layer whose variables have been filled in. */
export interface FilledLayer {
  readonly layer: ReadyLayer;
  readonly problems: readonly LayerProblem[];
  /** The variables it names. */
  readonly used: readonly string[];
  /** Text and values in the order of the file, before any quoting. */
  readonly pieces: readonly (TextPiece | Hole)[];
}

/**
 * Fills a layer in. Layers that aren't text or no templates, and those that cloud-init itself fills in with Jinja, stay as
 * they are. With problems the layer is not to be used.
 */
export async function fillLayer(layer: Layer, variables: ReadonlyMap<string, string>): Promise<FilledLayer> {
  const filled = await fillText(layer, variables);
  const handed = handOver(layer, variables);
  const secrets = [...(filled.layer.secrets ?? []), ...handed.secrets];
  return {
    layer: {
      ...filled.layer,
      ...(handed.environment.length > 0 && { environment: handed.environment }),
      ...(secrets.length > 0 && { secrets }),
    },
    problems: [...filled.problems, ...inLayer(layer.name, handed.problems)],
    used: [...filled.used, ...handed.used],
    pieces: [...filled.pieces, ...handed.pieces],
  };
}

async function fillText(layer: Layer, variables: ReadonlyMap<string, string>): Promise<FilledLayer> {
  const { fill, isNoTemplate } = KINDS[layer.kind];
  const text = decodeText(layer.content);
  if (text === undefined || fill === undefined || isNoTemplate?.(text, variables.keys())) {
    const whole = { text: text ?? readableParts(layer.content), line: 1 };
    return { layer, problems: [], used: [], pieces: [whole] };
  }
  const template = parseTemplate(text);
  const { pieces, problems: missing } = lookUp(template.pieces, variables);
  const used = template.pieces.flatMap((piece) => ('name' in piece ? [piece.name] : []));
  const long = tooLong(pieces);
  const problems = [...template.problems, ...missing, ...long];
  if (problems.length > 0) {
    // Whoever reads on would put them together.
    const readable = long.length > 0 ? [] : pieces;
    return { layer, problems: inLayer(layer.name, problems), used, pieces: readable };
  }
  const filled = await fill(pieces);
  return {
    layer: { ...layer, content: encodeText(filled.text), secrets: secretsIn(pieces) },
    problems: inLayer(layer.name, filled.problems),
    used,
    pieces,
  };
}

/** More than any user data holds, staged or not; a value of 100 KB in each of 10,000 lines would be 1 GB. */
const MOST_FILLED = 4 * 1024 * 1024;

function tooLong(pieces: readonly (TextPiece | Hole)[]): Problem[] {
  const length = pieces.reduce(
    (sum, piece) => sum + ('text' in piece ? piece.text.length : piece.value.length),
    0,
  );
  if (length <= MOST_FILLED) return [];
  return [
    {
      message: `The layer would be ${grouped(length)} characters long with its variables filled in. Give long values once, or let the script download them.`,
    },
  ];
}

/** What of some bytes people could read, for who looks for credentials in it. Of UTF-16 that nobody told of, NULs are in between. */
function readableParts(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1').replaceAll('\0', '');
}

/** Each once, in the order of the layer. */
function secretsIn(pieces: readonly (TextPiece | Hole)[]): Secret[] {
  const secrets = pieces.flatMap((piece) => ('text' in piece || !piece.secret ? [] : [piece.secret]));
  return [...new Map(secrets.map((secret) => [secret.variable, secret])).values()];
}
