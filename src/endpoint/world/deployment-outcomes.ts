import type { Deployment, Diagnostics } from './code-deploy.js';
import type { World } from './state.js';

/** What becomes of a deployment of CodeDeploy. */
export type DeploymentOutcome = DeploymentOutcomeKind & {
  /**
   * Which deployments; all that users make when left out, none that CodeDeploy makes itself to roll back. `index` counts
   * deployments so far, in all regions, those that roll back included, from 0.
   */
  readonly match?: {
    readonly index?: number;
    readonly application?: string;
    readonly creator?: Deployment['creator'];
  };
};

export type DeploymentOutcomeKind =
  | { readonly kind: 'succeeds' }
  | {
      /** A script of the revision fails. */
      readonly kind: 'hook-fails';
      /** The lifecycle event whose hook it is: `ApplicationStart` when left out. */
      readonly event?: string;
      readonly diagnostics?: Partial<Diagnostics>;
      /** On how many instances, counted from the first; on all when left out. */
      readonly instances?: number;
    }
  /** A script that never ends, on the first instance. */
  | { readonly kind: 'hangs' };

/** Source: CodeDeploy user guide, "View deployment details", the events of a failed instance. */
export const SCRIPT_FAILED: Diagnostics = {
  errorCode: 'ScriptFailed',
  scriptName: 'scripts/start.sh',
  message: 'Script at specified location: scripts/start.sh failed with exit code 1',
  logTail: 'LifecycleEvent - ApplicationStart\nScript - scripts/start.sh\n[stderr]no such service: web\n',
};

/** The outcome that the newest matching rule gives. Counts the deployment as made. */
export function deploymentOutcome(
  world: World,
  { application, creator }: Pick<Deployment, 'application' | 'creator'>,
): DeploymentOutcome {
  const index = world.deployed++;
  const found = world.deploymentOutcomes.findLast(
    ({ match = {} }) =>
      (match.index === undefined || match.index === index) &&
      (match.application === undefined || match.application === application) &&
      (match.creator ?? 'user') === creator,
  );
  return found ?? { kind: 'succeeds' };
}
