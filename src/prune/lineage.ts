import { TAG } from '../aws/tags.js';
import type { ReadContext, WriteContext } from '../context.js';
import type { Left, Stayed } from '../modes/result.js';
import type { LookContext } from './context.js';
import { listImages } from './list.js';
import { heldBefore } from './previous.js';
import { type Remove, removeBy, retireImages } from './retire.js';
import { literally, ofScope } from './scope.js';
import { makeTally, staySentence } from './tally.js';
import { usesIn } from './uses/look.js';

/**
 * Another run may have just made an image, and be about to launch it: two branches make images of one lineage. As long as a
 * job's credentials last.
 */
const JUST_MADE_MS = 3_600_000;

export interface LineageRules {
  /** The value of the tag. */
  readonly lineage: string;
  /** How many of its newest images stay. */
  readonly keep: number;
  /** IDs that stay whatever happens, such as that of an image made just now. */
  readonly spare: readonly string[];
}

export interface Retired {
  /** IDs of the images that went, or would go. */
  readonly retired: readonly string[];
  readonly stayed: readonly Stayed[];
  /** What could not be removed. */
  readonly left: readonly Left[];
}

type Clients = 'ec2' | 'ssm' | 'autoscaling';
type Around = 'clock' | 'log' | 'signal' | 'run';

/**
 * Retires the older images that this repository's runs made of a lineage, with their snapshots, in the region of these
 * clients. What is in use stays, by the rules of `prune`, and so does what is younger than an hour. What cannot be removed is
 * no error: it is told, and the next time it is tried again.
 */
export function retireLineage(
  rules: LineageRules,
  context: Pick<WriteContext, Clients | Around>,
): Promise<Retired> {
  return goThrough(rules, removeBy(context), context);
}

/** What `retireLineage` would retire now. */
export function wouldRetire(
  rules: LineageRules,
  context: Pick<ReadContext, Clients | Around>,
): Promise<Retired> {
  return goThrough(rules, undefined, context);
}

async function goThrough(
  { lineage, keep, spare }: LineageRules,
  remove: Remove | undefined,
  context: LookContext & Pick<ReadContext, 'run'>,
): Promise<Retired> {
  const filters = [
    ofScope({ repository: context.run.repository, imageName: undefined }),
    { Name: `tag:${TAG.lineage}`, Values: [literally(lineage)] },
  ];
  const { kept, others } = await listImages(filters, { keep, wanted: () => true }, context);
  if (others.length === 0) return { retired: [], stayed: [], left: [] };
  const before = await heldBefore([...kept.images.keys()], context);
  const retired: string[] = [];
  const tally = makeTally(remove === undefined, context.log);
  await retireImages(
    {
      ids: others,
      rules: { kept, spare: new Set([...spare, ...before]), keepMs: JUST_MADE_MS },
      uses: usesIn(context, new Set()),
      remove,
    },
    { ...tally, gone: (kind, thing) => (tally.gone(kind, thing), void retired.push(thing.id)) },
    context,
  );
  const { stayed, left } = tally.facts();
  // Whoever shares all images, say, would otherwise wonder why none of them ever goes.
  for (const one of stayed) context.log.say(staySentence(one));
  return { retired, stayed, left: left.first };
}
