/** Sequences that something was wrong with once, as short as they could be made. Every run of the model begins with them. */
import type { Act } from './acts.js';

export interface Regression {
  /** What was wrong, in one sentence. */
  readonly was: string;
  readonly acts: readonly Act[];
}

export const REGRESSIONS: readonly Regression[] = [
  {
    was: 'A run that was cancelled as soon as CreateImage had answered took EC2 not knowing the image yet for its end, and left it.',
    acts: [
      {
        do: 'jobs',
        jobs: [{ step: { mode: 'bake' }, broken: { at: 15, when: 'after', by: 'SIGINT' } }],
        faults: [{ kind: 'image-fails', nth: 0 }],
      },
    ],
  },
  {
    was: '`terminate-scope: run` looked by the tag alone, and passed over what a step before it had launched a moment ago.',
    acts: [
      {
        do: 'jobs',
        jobs: [
          {
            step: { mode: 'launch', count: 1, terminate: 'never' },
            then: { mode: 'terminate', of: 'run' },
            broken: { at: 5, when: 'after', by: 'SIGINT' },
          },
        ],
      },
    ],
  },
  {
    was: 'A bake waited six hours for the builder of a run that had died, whose layers never ended and which nothing stopped.',
    acts: [
      {
        do: 'jobs',
        jobs: [
          {
            step: { mode: 'bake' },
            broken: { at: 12, when: 'after', by: 'SIGKILL' },
            lost: true,
          },
          { step: { mode: 'bake' }, late: 39 },
        ],
        faults: [{ kind: 'never-signals', nth: 0 }],
      },
    ],
  },
];
