import { actionsOfCalls, type PolicyMode } from '../aws/permissions.js';
import type { ReadContext } from '../context.js';
import type { PlanRequest } from '../inputs/request.js';
import { readTemplate, type Template } from '../instances/template.js';
import { askAround } from './ask-permissions.js';
import { type Answer, type Permissions, permissionsOf } from './permissions.js';
import { scopeOf } from './policy-scope.js';

/**
 * All that is missing, where not even the reading half is allowed: what was `seen` of that, what else can be asked about, and
 * what cannot.
 *
 * @param others answers about calls that a launch does not make
 */
export async function allMissing(
  request: PlanRequest,
  {
    seen,
    others,
    modes,
  }: {
    readonly seen: readonly Answer[];
    readonly others: readonly Answer[];
    readonly modes: readonly PolicyMode[];
  },
  context: ReadContext,
): Promise<Permissions> {
  const around = await askAround(request, { plan: undefined, seen }, context);
  const template = await templateOf(request, around, context);
  const scope = await scopeOf(request, template, context);
  // Whether a template that cannot be read has a profile nobody knows.
  const inTheDark = (request.launch.template ?? request.rollout) !== undefined && template === undefined;
  const role = scope.role ?? (inTheDark ? '*' : undefined);
  const launch: Answer = {
    call: 'RunInstances',
    verdict: { kind: 'not-asked', said: undefined },
    actions: actionsOfCalls(['RunInstances'], { ...scope, role }),
  };
  return permissionsOf([...around, ...others, launch], modes, scope);
}

/** Once more, where it could be read before something else went wrong. */
async function templateOf(
  { launch }: PlanRequest,
  answers: readonly Answer[],
  context: ReadContext,
): Promise<Template | undefined> {
  const read = answers.find(({ call }) => call === 'DescribeLaunchTemplateVersions');
  return read?.verdict.kind === 'allowed'
    ? readTemplate(launch.template, context).catch(() => undefined)
    : undefined;
}
