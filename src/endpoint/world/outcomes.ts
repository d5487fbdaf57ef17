import type { Instance, InstanceState, World } from './state.js';
import { SECOND } from './durations.js';
import { replan, type Reason } from './timeline.js';

/** What becomes of an instance after its launch. Times in cloud seconds. */
export type Outcome = OutcomeKind & {
  /** Which launches; all when left out. `index` counts the instances launched so far, in all regions, from 0. */
  readonly match?: { readonly index?: number; readonly instanceId?: string; readonly instanceType?: string };
  /** `never`: its SSM agent never comes online, as on an image without one or in a subnet without a way out. */
  readonly agent?: 'never';
};

export type OutcomeKind =
  | {
      readonly kind: 'ok';
      /** After launch, instead of pendingSeconds + signalSeconds. */
      readonly atSeconds?: number;
      /** The machine powers itself off that long after its signal, as a builder does whose user data says so. */
      readonly powersOffAfterSeconds?: number;
    }
  | {
      readonly kind: 'layer-failed';
      readonly layer: string;
      readonly exitCode: number;
      readonly atSeconds?: number;
      readonly powersOffAfterSeconds?: number;
    }
  | {
      readonly kind: 'dies';
      readonly atSeconds: number;
      readonly stateReasonCode: string;
      readonly message: string;
    }
  | {
      readonly kind: 'never-signals';
      /** After launch (or start): the deadline inside the machine, at which it powers itself off. */
      readonly powersOffAtSeconds?: number;
    };

/** The outcome that the newest matching rule gives. */
export function outcomeOf(
  world: World,
  launch: { index: number; instanceId: string; instanceType: string },
): Outcome {
  const found = world.outcomes.findLast(
    ({ match = {} }) =>
      (match.index === undefined || match.index === launch.index) &&
      (match.instanceId === undefined || match.instanceId === launch.instanceId) &&
      (match.instanceType === undefined || match.instanceType === launch.instanceType),
  );
  return found ?? { kind: 'ok' };
}

/** Ends an instance without anybody having asked EC2 for it. */
export function die(instance: Instance, at: number, reason: Reason, now = at): void {
  const started = instance.timeline.some((step) => step.state === 'running' && step.at <= at);
  // A launch that EC2 gives up goes from pending to terminated, with nothing between.
  const ending: InstanceState[] = started ? ['shutting-down', 'terminated'] : ['terminated'];
  replan(instance.timeline, now, [
    ...instance.timeline.filter((step) => step.at > now && step.at <= at),
    ...ending.map((state, index) => ({ at: at + index * SECOND, state, reason })),
  ]);
}
