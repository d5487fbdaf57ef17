import { refuse } from '../../protocol/errors.js';
import { flag, needed, text } from '../../protocol/query.js';
import { newId } from '../../world/chance.js';
import type { LaunchTemplate, TemplateVersion } from '../../world/launch-templates.js';
import { unlessDryRun, type Action, type Call } from '../action.js';
import { imageIdOf } from '../launch/image.js';
import { once } from '../once.js';
import { tagSpecifications } from '../tag-specifications.js';
import { inherited, templateData } from './data.js';
import { templateNeeded, versionOf } from './find.js';
import { templateTree, versionTree } from './view.js';

export const createLaunchTemplate: Action = {
  takes: 'ClientToken LaunchTemplateName VersionDescription LaunchTemplateData TagSpecification',
  run: (call) => ({ launchTemplate: templateTree(once(call, () => newTemplate(call))) }),
};

function newTemplate(call: Call): LaunchTemplate {
  const { params, region, world, now } = call;
  const name = newName(call);
  const data = templateData(params);
  const { 'launch-template': tags } = tagSpecifications(params, ['launch-template']);
  unlessDryRun(call);
  const template: LaunchTemplate = {
    id: newId(world.chance, 'lt'),
    createdAt: now,
    tags,
    name,
    versions: new Map(),
    defaultVersion: 1,
    latestVersion: 0,
  };
  addVersion(call, template, data);
  region.launchTemplates.set(template.id, template);
  return template;
}

/** Source: EC2 API reference, CreateLaunchTemplate. */
function newName({ params, region }: Call): string {
  const name = needed(params, 'LaunchTemplateName');
  if (!/^[a-zA-Z0-9().\-/_]{3,128}$/.test(name)) {
    throw refuse(
      'InvalidLaunchTemplateName.MalformedException',
      'A launch template name must be between 3 and 128 characters, and may contain letters, numbers, and the following characters: - ( ) . / _.',
    );
  }
  if ([...region.launchTemplates.values()].some((template) => template.name === name)) {
    throw refuse('InvalidLaunchTemplateName.AlreadyExistsException', 'Launch template name already in use.');
  }
  return name;
}

function addVersion(
  { params, now }: Call,
  template: LaunchTemplate,
  data: TemplateVersion['data'],
): TemplateVersion {
  const description = text(params, 'VersionDescription');
  const version: TemplateVersion = {
    number: ++template.latestVersion,
    createdAt: now,
    data,
    ...(description !== undefined && { description }),
  };
  template.versions.set(version.number, version);
  return version;
}

export const createLaunchTemplateVersion: Action = {
  takes:
    'ClientToken LaunchTemplateId LaunchTemplateName SourceVersion VersionDescription LaunchTemplateData ResolveAlias',
  run(call) {
    const { params } = call;
    const template = templateNeeded(call, params);
    const version = once(call, () => {
      const own = templateData(params);
      const source = text(params, 'SourceVersion');
      const base = source === undefined ? {} : inherited(versionOf(template, source).data);
      unlessDryRun(call);
      return addVersion(call, template, { ...base, ...own });
    });
    const { ImageId: imageId } = version.data;
    const resolved =
      flag(params, 'ResolveAlias') === true && typeof imageId === 'string'
        ? imageIdOf(call, imageId)
        : undefined;
    return { launchTemplateVersion: versionTree(template, version, resolved) };
  },
};

export const modifyLaunchTemplate: Action = {
  takes: 'ClientToken LaunchTemplateId LaunchTemplateName SetDefaultVersion',
  run(call) {
    const { params } = call;
    const template = templateNeeded(call, params);
    const { number } = versionOf(template, needed(params, 'SetDefaultVersion'));
    unlessDryRun(call);
    template.defaultVersion = number;
    return { launchTemplate: templateTree(template) };
  },
};
