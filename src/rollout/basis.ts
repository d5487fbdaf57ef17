import { isAwsFailure } from '../aws/errors.js';
import type { ReadContext } from '../context.js';
import { isOurs, overOf, readTemplate, type Template } from '../instances/template.js';

/** Source: EC2 API reference, "Error codes". */
const GONE = 'InvalidLaunchTemplateId.VersionNotFound';

/**
 * What a new version is laid over: the newest version before this one that is not ours. So what an earlier roll-out has put
 * into a version goes as soon as no input says it any longer.
 *
 * Where all of the template is ours, or that version has been deleted, it is this one, without our tags: it says what the
 * group is (type, network, role), which a roll-out need not repeat.
 *
 * @param others versions that have been read already
 */
export async function basisOf(
  template: Template,
  others: readonly Template[],
  context: Pick<ReadContext, 'ec2'>,
): Promise<Template> {
  if (!isOurs(template)) return withoutOurTags(template);
  const over = overOf(template);
  if (over === undefined) return withoutOurTags(template);
  const known = others.find(({ version }) => version === over);
  if (known !== undefined) return withoutOurTags(known);
  const basis = await readTemplate({ id: template.id, version: String(over) }, context).catch(
    (thrown: unknown) => {
      if (isAwsFailure(thrown) && thrown.code === GONE) return undefined;
      throw thrown;
    },
  );
  return withoutOurTags(basis ?? template);
}

/** Somebody may have made the version by copying one of ours. */
function withoutOurTags(template: Template): Template {
  const { TagSpecifications: tagged, ...data } = template.data;
  if (tagged === undefined) return template;
  const TagSpecifications = tagged.map(({ Tags = [], ...of }) => ({
    ...of,
    Tags: Tags.filter(({ Key = '' }) => !Key.startsWith('ami-launch:')),
  }));
  return { ...template, data: { ...data, TagSpecifications } };
}
