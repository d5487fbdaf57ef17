/** What a sequence is made of: plain data, so that one can be read, kept and repeated. */

/** One step of a job, in a few words. */
export type StepPlan =
  | {
      readonly mode: 'launch';
      readonly count: number;
      /** With layers that are baked, too. */
      readonly hybrid?: boolean;
      readonly terminate?: 'never' | 'always';
      readonly ttlMinutes?: number;
      readonly keepFailed?: boolean;
      /** With user data so large that it goes through the bucket. */
      readonly staged?: boolean;
    }
  | {
      readonly mode: 'bake';
      readonly publish?: boolean;
      readonly copy?: boolean;
      readonly keepImages?: number;
    }
  | {
      readonly mode: 'rollout';
      /** `web` is somebody's, `made` is there once a roll-out has created it. */
      readonly group: 'web' | 'made';
      readonly hybrid?: boolean;
    }
  | { readonly mode: 'prune'; readonly keepImages: number; readonly keepDays: number }
  | { readonly mode: 'resolve' }
  | { readonly mode: 'terminate'; readonly of: 'job' | 'run' | 'ids' };

/** At the n-th request that the cloud is sent, from the first job's start on. */
export interface Moment {
  readonly at: number;
  readonly when: 'before' | 'after';
}

export interface JobPlan {
  readonly step: StepPlan;
  /** A later step of the same job, which runs whatever became of the first. */
  readonly then?: StepPlan;
  /** Another job of the run before; without it: a run of its own. */
  readonly sameRun?: boolean;
  /** Seconds after the others. */
  readonly late?: number;
  readonly broken?: Moment & { readonly by: 'SIGINT' | 'SIGKILL' };
  /** The runner is lost with all that it had: nothing of the job goes on, no post step runs. */
  readonly lost?: boolean;
}

export type FaultPlan =
  | {
      readonly kind: 'error' | 'denied' | 'throttle' | 'cut';
      /** A regular expression for actions. */
      readonly action: string;
      readonly when?: 'after';
      /** How many it lets pass. */
      readonly after: number;
      /** How often; without it: until the main steps are over, or the post steps as well. */
      readonly times?: number;
      readonly untilPosts?: boolean;
    }
  | { readonly kind: 'no-capacity'; readonly of: 'first-type' | 'all' }
  | {
      /** What becomes of the n-th instance that is launched from here on. */
      readonly kind: 'layer-failed' | 'never-signals' | 'dies';
      readonly nth: number;
    }
  | { readonly kind: 'image-fails'; readonly nth: number };

/** What somebody does by hand. `pick` chooses among what there is then. */
export type ConsoleAct =
  | { readonly act: 'terminate'; readonly of: 'ours' | 'group' | 'theirs'; readonly pick: number }
  | { readonly act: 'untag'; readonly tags: 'all' | 'role' | 'run'; readonly pick: number }
  | { readonly act: 'retag'; readonly pick: number }
  | { readonly act: 'detach'; readonly pick: number }
  | { readonly act: 'deregister'; readonly pick: number }
  | { readonly act: 'delete-snapshot'; readonly pick: number }
  | { readonly act: 'desired'; readonly to: number }
  | { readonly act: 'edit-template' }
  | { readonly act: 'refresh' }
  | { readonly act: 'parameter'; readonly pick: number };

export type Act =
  | {
      readonly do: 'jobs';
      readonly jobs: readonly JobPlan[];
      readonly faults?: readonly FaultPlan[];
      readonly meanwhile?: readonly (Moment & { readonly act: ConsoleAct | { readonly act: 'release' } })[];
    }
  | { readonly do: 'release' }
  | { readonly do: 'edit'; readonly layer: 'app' | 'first' | 'second' }
  | { readonly do: 'console'; readonly act: ConsoleAct }
  | { readonly do: 'pass'; readonly minutes: number };

/** A command, as somebody would say it. */
export function words(act: Act): string {
  switch (act.do) {
    case 'jobs':
      return [
        act.jobs.map(jobWords).join(', and at once '),
        ...(act.faults ?? []).map((fault) => `while ${faultWords(fault)}`),
        ...(act.meanwhile ?? []).map(
          ({ at, when, act: done }) => `${when} request ${at} somebody does: ${plain(done)}`,
        ),
      ].join('; ');
    case 'release':
      return 'a new base image comes out';
    case 'edit':
      return `somebody edits the ${act.layer} layer`;
    case 'console':
      return `somebody does: ${plain(act.act)}`;
    case 'pass':
      return `${act.minutes} minutes pass`;
  }
}

function jobWords({ step, then, sameRun, late, broken, lost }: JobPlan): string {
  return [
    plain(step),
    then && `then ${plain(then)}`,
    sameRun && 'in the same run',
    late && `${late} s later`,
    broken && `${broken.by} ${broken.when} request ${broken.at}`,
    lost && 'and the runner is lost',
  ]
    .filter(Boolean)
    .join(' ');
}

function faultWords(fault: FaultPlan): string {
  return plain(fault);
}

/** `{mode: 'launch', count: 2}` as `launch, count 2`. */
function plain(data: object): string {
  return Object.entries(data)
    .map(([name, value]) => (/^(mode|act|kind)$/.test(name) ? String(value) : `${name} ${String(value)}`))
    .join(', ');
}
