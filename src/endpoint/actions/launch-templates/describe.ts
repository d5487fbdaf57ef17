import { filtered, type Looks } from '../../protocol/filters.js';
import { refuse } from '../../protocol/errors.js';
import { page } from '../../protocol/pages.js';
import { flag, text, texts, type Params } from '../../protocol/query.js';
import { iso } from '../../protocol/xml.js';
import { chosen, KINDS, seen } from '../../world/consistency.js';
import type { LaunchTemplate, TemplateVersion } from '../../world/launch-templates.js';
import type { Action, Call } from '../action.js';
import { imageIdOf } from '../launch/image.js';
import { numberOf, templateAsked, templateNamed, versionOf } from './find.js';
import { templateTree, versionTree } from './view.js';

/** Source: EC2 API reference, DescribeLaunchTemplates. */
const PAGES = { least: 1, most: 200 };

export const describeLaunchTemplates: Action = {
  takes: 'LaunchTemplateId LaunchTemplateName Filter MaxResults NextToken IncludeManagedResources',
  run(call) {
    const { params } = call;
    const named = texts(params, 'LaunchTemplateName').map((name) => templateNamed(call, name));
    const ids = texts(params, 'LaunchTemplateId');
    const asked = named.length > 0 && ids.length === 0 ? [] : chosen(call, KINDS.launchTemplate, ids);
    const found = filtered([...new Set([...asked, ...named])], params, {
      'create-time': ({ createdAt }) => iso(createdAt),
      'launch-template-name': ({ name }) => name,
    });
    const { items, nextToken } = page(found, params, PAGES);
    return { launchTemplates: items.map(templateTree), nextToken };
  },
};

/** A version with what it is a version of. */
interface Entry {
  readonly template: LaunchTemplate;
  readonly version: TemplateVersion;
  readonly tags?: never;
}

const LOOKS: Looks<Entry> = {
  'create-time': ({ version }) => iso(version.createdAt),
  'ebs-optimized': said('EbsOptimized'),
  'http-endpoint': said('MetadataOptions.HttpEndpoint'),
  'http-tokens': said('MetadataOptions.HttpTokens'),
  'iam-instance-profile': said('IamInstanceProfile.Arn'),
  'image-id': said('ImageId'),
  'instance-type': said('InstanceType'),
  'is-default-version': ({ template, version }) => template.defaultVersion === version.number,
  'kernel-id': said('KernelId'),
  'ram-disk-id': said('RamDiskId'),
};

function said(path: string) {
  return ({ version }: Entry): string | undefined => text(version.data, path);
}

export const describeLaunchTemplateVersions: Action = {
  takes:
    'LaunchTemplateId LaunchTemplateName LaunchTemplateVersion MinVersion MaxVersion ResolveAlias Filter MaxResults NextToken ' +
    'IncludeManagedResources',
  run(call) {
    const { params } = call;
    const resolve = flag(params, 'ResolveAlias') === true;
    const { items, nextToken } = page(filtered(entries(call), params, LOOKS), params, PAGES);
    return {
      launchTemplateVersionSet: items.map(({ template, version }) => {
        const imageId = text(version.data, 'ImageId');
        return versionTree(
          template,
          version,
          resolve && imageId !== undefined ? imageIdOf(call, imageId) : imageId,
        );
      }),
      nextToken,
    };
  },
};

/** Of one template those asked for, or all, newest first; else the latest or default ones of all templates. */
function entries(call: Call): Entry[] {
  const { params } = call;
  const template = templateAsked(call, params);
  const asked = texts(params, 'LaunchTemplateVersion');
  if (template) {
    if (asked.length > 0) return asked.map((each) => ({ template, version: versionOf(template, each) }));
    const within = bounds(template, params);
    const versions = [...template.versions.values()].filter(({ number }) => within(number)).reverse();
    return versions.map((version) => ({ template, version }));
  }
  if (asked.length === 0 || asked.some((each) => !['$Latest', '$Default'].includes(each))) {
    throw refuse(
      asked.length === 0 ? 'MissingParameter' : 'InvalidParameterValue',
      'To describe the launch template data for all your launch templates, specify $Latest, $Default, or both as versions, ' +
        'and no launch template ID, name or version numbers.',
    );
  }
  return seen(call, KINDS.launchTemplate).flatMap((each) =>
    asked.map((version) => ({ template: each, version: versionOf(each, version) })),
  );
}

function bounds(template: LaunchTemplate, params: Params): (number: number) => boolean {
  const [least, most] = ['MinVersion', 'MaxVersion'].map((name) => {
    const given = text(params, name);
    return given === undefined ? undefined : numberOf(template, given);
  });
  return (number) => number >= (least ?? 0) && number <= (most ?? Infinity);
}
