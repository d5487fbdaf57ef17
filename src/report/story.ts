import type { Clock, Log } from '../context.js';
import type { KnownFacts } from '../modes/result.js';

/** A part of a run. Times in ms since 1970. */
export interface Phase {
  readonly title: string;
  readonly from: number;
  /** Undefined while it lasts. */
  readonly to: number | undefined;
  readonly failed: boolean;
}

/** What a run has to tell so far: it grows while the run goes on, and is told however that ends. */
export interface Story {
  readonly known: KnownFacts;
  readonly phases: readonly Phase[];
}

/** A story that somebody is adding to. */
export interface OpenStory extends Story {
  learn(facts: KnownFacts): void;
  phase<T>(title: string, inside: () => Promise<T>): Promise<T>;
}

export function makeStory(clock: Clock, log: Log): OpenStory {
  const known: KnownFacts = {};
  const phases: Phase[] = [];
  return {
    known,
    phases,
    learn: ({ rollout, ...facts }) => {
      Object.assign(known, facts);
      if (rollout) Object.assign(known, { rollout: { ...known.rollout, ...rollout } });
    },
    phase: async (title, inside) => {
      const at = phases.push({ title, from: clock.now(), to: undefined, failed: false }) - 1;
      const end = (failed: boolean) => {
        phases[at] = { title, from: phases[at]?.from ?? 0, to: clock.now(), failed };
      };
      try {
        const value = await log.group(title, inside);
        end(false);
        return value;
      } catch (thrown) {
        end(true);
        throw thrown;
      }
    },
  };
}
