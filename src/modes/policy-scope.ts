import { keyOfCopy } from '../after/keys.js';
import { partitionOf } from '../aws/partition.js';
import type { PolicyScope } from '../aws/permissions.js';
import type { ReadContext } from '../context.js';
import type { Pipeline, RolloutPart } from '../inputs/request.js';
import type { Template } from '../instances/template.js';

/** What the statements to paste are made for. `template`: as far as it could be read. */
export async function scopeOf(
  { base, launch, bake, app, rollout }: Pipeline & { readonly rollout?: RolloutPart | undefined },
  template: Template | undefined,
  context: ReadContext,
): Promise<PolicyScope> {
  const region = await context.region();
  const partition = partitionOf(region);
  const profile = profileOf(launch, template);
  const parameter = ownParameter(base, template);
  const { copies, publishParameter: published } = bake.after;
  return {
    partition,
    region: copies.length > 0 ? '*' : region,
    account: '*',
    repository: context.run.repository,
    // A profile usually has the name of its role.
    role: profile && `arn:${partition}:iam::*:role/${profile}`,
    parameters: parameter === undefined ? [] : [parameter.replace(/:.*$/, '')],
    published: published === undefined ? [] : [published],
    bucket: app.stagingBucket,
    keys: keyArns(bake, { region, partition }),
    groups: rollout === undefined ? [] : [rollout.group],
  };
}

/** The name of the instance profile that the inputs name, or else the template. */
function profileOf(
  { instanceProfile }: Pipeline['launch'],
  template: Template | undefined,
): string | undefined {
  const own = template?.data.IamInstanceProfile;
  return (instanceProfile ?? own?.Arn ?? own?.Name)?.split('/').at(-1);
}

/** A policy knows keys by their ARNs alone: an alias stands for any key of the account. */
function keyArns(
  { kmsKeyId, after }: Pipeline['bake'],
  { region, partition }: { readonly region: string; readonly partition: string },
): string[] {
  const places = after.copies.map((target) => ({ region: target.region, key: keyOfCopy(target, kmsKeyId) }));
  const arns = [{ region, key: kmsKeyId }, ...places].flatMap(({ region: where, key }) => {
    if (key === undefined) return [];
    if (/^arn:[^:]+:kms:[^:]+:[^:]*:key\//.test(key)) return [key];
    return [`arn:${partition}:kms:${where}:*:key/${key.includes('alias/') ? '*' : key}`];
  });
  return [...new Set(arns)];
}

/** The SSM parameter that the inputs name for the base image, or else the template. */
function ownParameter({ source }: Pipeline['base'], template: Template | undefined): string | undefined {
  if (source !== undefined) return source.kind === 'parameter' ? source.path : undefined;
  return /^resolve:ssm:(.+)/.exec(template?.data.ImageId ?? '')?.[1];
}
