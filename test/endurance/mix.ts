/** What the launches of an endurance run are like. The same number always makes the same mix. */

/** How a launch is broken off, if it is. */
export type Break =
  /** When it sends its n-th request. */
  | { readonly at: 'request'; readonly n: number }
  /** When EC2 begins with its RunInstances, or has made the instances and not answered yet. */
  | { readonly at: 'launch'; readonly moment: 'before' | 'after' };

export type Kind =
  /** One instance, or as many as `count`, that stay. */
  | { readonly name: 'launch' | 'several'; readonly count: number }
  /** `terminate: always`: the post step ends it. */
  | { readonly name: 'always'; readonly count: 1 }
  /** A later job of the run ends all that the run launched, found by tag. */
  | { readonly name: 'by-tag'; readonly count: number }
  | { readonly name: 'cancelled' | 'killed'; readonly count: number; readonly broken: Break };

export interface Plan {
  readonly run: string;
  readonly kind: Kind;
  readonly inputs: Readonly<Record<string, string>>;
}

/** A default subnet has 4,091 addresses: launches take turns. */
const SUBNETS = 3;
/** So many requests make most launches; one that is to be broken later is broken by nothing. */
const LAST_REQUEST = 30;

export function planOf(index: number, subnets: readonly string[]): Plan {
  const kind = kindOf(digits(index));
  return {
    run: String(1_000_000 + index),
    kind,
    inputs: {
      app: 'app.yaml',
      count: String(kind.count),
      'subnet-id': subnets[index % SUBNETS] ?? '',
      terminate: kind.name === 'always' ? 'always' : 'on-failure',
    },
  };
}

/** Any number from 0 to 1, for each of a launch's choices. Source: Steele, Lea, Flood: SplitMix. */
function digits(index: number): () => number {
  let state = (index + 1) * 0x9e3779b9;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}

function kindOf(chance: () => number): Kind {
  const share = chance();
  const upTo = (most: number) => 1 + Math.floor(chance() * most);
  if (share < 0.72) return { name: 'launch', count: 1 };
  if (share < 0.8) return { name: 'several', count: 1 + upTo(4) };
  if (share < 0.86) return { name: 'always', count: 1 };
  if (share < 0.88) return { name: 'by-tag', count: upTo(2) };
  const broken: Break =
    chance() < 0.5
      ? { at: 'request', n: upTo(LAST_REQUEST) }
      : { at: 'launch', moment: chance() < 0.5 ? 'before' : 'after' };
  return { name: share < 0.94 ? 'cancelled' : 'killed', count: upTo(2), broken };
}
