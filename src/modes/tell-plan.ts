import { bakeSentence } from '../bake/plan.js';
import type { ReadContext } from '../context.js';
import { baseSentence } from '../image/resolve.js';
import type { Pipeline } from '../inputs/request.js';
import type { UserData } from '../user-data/fit.js';
import { rolePolicy } from '../user-data/secrets/policy.js';
import type { Plan } from './read-half.js';

/** Says what a launch would be made of, and warns of what the user may not expect. */
export function tellPlan(plan: Plan, { ready }: Pipeline, { log }: ReadContext): void {
  const { region, base, bake, template, userData, spec } = plan;
  for (const warning of userData?.warnings ?? []) log.warn(warning);
  log.say(baseSentence(base));
  if (bake !== undefined) log.say(bakeSentence(bake));
  if (template !== undefined) log.say(`Launch template: ${template.name}, version ${template.version}.`);
  if (userData !== undefined) {
    log.say(`User data: ${userData.bytes.length} of ${userData.limit} bytes (${userData.encoding}).`);
    tellRolePolicy(userData, region, log);
    warnOfStaging(userData, ready, log);
  }
  const { volumeGiB } = spec.launch;
  const own = base.volumes.find(({ root }) => root)?.gib ?? 0;
  if (volumeGiB !== undefined && volumeGiB < own) {
    log.warn(
      `volume-size is ${volumeGiB} GiB, but the image's own root volume has ${own} GiB: taking ${own}.`,
    );
  }
}

/** A lost race would be a machine without its layers, of which nobody hears. */
function warnOfStaging({ staged }: UserData, ready: Pipeline['ready'], log: ReadContext['log']): void {
  if (staged === undefined || ready.conditions.some(({ kind }) => kind === 'user-data')) return;
  log.warn(
    'What is staged is deleted at the end of the job, and nothing waits until the machine has fetched it: one that boots later than that has no layers. Add `user-data` to `ready-when`.',
  );
}

function tellRolePolicy({ secrets }: UserData, region: string, log: ReadContext['log']): void {
  if (secrets.length === 0) return;
  const statements = JSON.stringify(rolePolicy(secrets, region), null, 2);
  log.say(
    `The instance fetches its secrets when it boots. Its role has to allow that, and kms:Decrypt on the key where they are encrypted with a customer managed one:\n${statements}`,
  );
}
