import type { UserDataFacts } from '../../modes/result.js';
import { policyText } from '../../aws/permissions.js';
import { bold, blocks, code, details, fenced, type Markdown, words, table } from '../markdown.js';
import { grouped } from '../../grouped.js';

/** One sign for each layer, in turn; the last are the runner's own part and what is free. */
const LAYER_SIGNS = ['🟦', '🟪', '🟧', '🟩', '🟫', '🟨'];
const OWN_SIGN = '⬛';
const FREE_SIGN = '⬜';
const BAR_LENGTH = 32;

interface Part {
  readonly name: Markdown;
  readonly sign: string;
  readonly raw: number | undefined;
  readonly bytes: number;
}

/** The user data against its limit as a bar, and what each layer has of it. */
export function userDataPart(facts: UserDataFacts | undefined): Markdown | undefined {
  if (facts === undefined) return undefined;
  const { bytes, limit, encoding } = facts;
  const parts = partsOf(facts);
  const packed = { plain: '', gzip: ', compressed', staged: ', by way of the staging bucket' }[encoding];
  const total = words`${bold(grouped(bytes))} of ${grouped(limit)} bytes (${percent(bytes, limit)}${packed})`;
  const rows = table(parts, [
    { head: '', cell: ({ sign }) => sign },
    { head: 'Part', cell: ({ name }) => name },
    { head: 'In the repository', cell: ({ raw }) => raw && `${grouped(raw)} B`, align: 'right' },
    { head: 'In the user data', cell: (part) => `${grouped(part.bytes)} B`, align: 'right' },
    { head: 'Of the limit', cell: (part) => percent(part.bytes, limit), align: 'right' },
  ]);
  return blocks(words`### User data`, words`${bar(parts, limit)}  ${total}`, rows, rolePart(facts));
}

/** What the instances need beside it, where they fetch secrets. */
function rolePart({ rolePolicy }: UserDataFacts): Markdown | undefined {
  if (rolePolicy.length === 0) return undefined;
  return details(
    "What the instances' role has to allow, to fetch their secrets at boot",
    blocks(
      fenced(policyText(rolePolicy), 'json'),
      words`Beside it ${code('kms:Decrypt')} on the key, where they are encrypted with a customer managed one.`,
    ),
  );
}

function partsOf({ bytes, shares }: UserDataFacts): Part[] {
  const layers = shares.map((share, index) => ({
    name: code(share.layer),
    sign: LAYER_SIGNS[index % LAYER_SIGNS.length] ?? OWN_SIGN,
    raw: share.raw,
    bytes: share.bytes,
  }));
  const own = bytes - shares.reduce((sum, share) => sum + share.bytes, 0);
  const runner = {
    name: words`what runs them and tells how they ended`,
    sign: OWN_SIGN,
    raw: undefined,
  };
  return own > 0 ? [...layers, { ...runner, bytes: own }] : layers;
}

/** Every part has at least one sign, and the whole never more than there are. */
function bar(parts: readonly Part[], limit: number): string {
  const signs: string[] = [];
  let bytes = 0;
  for (const part of parts) {
    bytes += part.bytes;
    const until = Math.max(signs.length + 1, Math.round((bytes / limit) * BAR_LENGTH));
    while (signs.length < Math.min(until, BAR_LENGTH)) signs.push(part.sign);
  }
  return signs.join('') + FREE_SIGN.repeat(BAR_LENGTH - signs.length);
}

function percent(part: number, whole: number): string {
  const share = (part / whole) * 100;
  return share > 0 && share < 1 ? 'under 1 %' : `${Math.round(share)} %`;
}
