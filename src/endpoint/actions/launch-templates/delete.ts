import { refuse } from '../../protocol/errors.js';
import { texts } from '../../protocol/query.js';
import type { TreeNode } from '../../protocol/xml.js';
import type { LaunchTemplate } from '../../world/launch-templates.js';
import { unlessDryRun, type Action } from '../action.js';
import { templateNeeded } from './find.js';
import { templateTree } from './view.js';

export const deleteLaunchTemplate: Action = {
  takes: 'LaunchTemplateId LaunchTemplateName',
  run(call) {
    const template = templateNeeded(call, call.params);
    unlessDryRun(call);
    call.region.launchTemplates.delete(template.id);
    return { launchTemplate: templateTree(template) };
  },
};

/** Source: EC2 API reference, DeleteLaunchTemplateVersions. */
const MOST_VERSIONS = 200;

/** What can't be deleted is listed with its reason, and does not keep the others. */
export const deleteLaunchTemplateVersions: Action = {
  takes: 'LaunchTemplateId LaunchTemplateName LaunchTemplateVersion',
  run(call) {
    const template = templateNeeded(call, call.params);
    const asked = texts(call.params, 'LaunchTemplateVersion');
    if (asked.length === 0) {
      throw refuse('MissingParameter', 'The request must contain the parameter LaunchTemplateVersion');
    }
    if (asked.length > MOST_VERSIONS) {
      throw refuse(
        'InvalidParameterValue',
        `At most ${MOST_VERSIONS} versions can be deleted in one request.`,
      );
    }
    unlessDryRun(call);
    const kept: TreeNode[] = [];
    const deleted: TreeNode[] = [];
    for (const one of asked) {
      const tree = { launchTemplateId: template.id, launchTemplateName: template.name, versionNumber: one };
      const responseError = obstacle(template, one);
      if (responseError) kept.push({ ...tree, responseError });
      else if (template.versions.delete(Number(one))) deleted.push(tree);
    }
    return {
      successfullyDeletedLaunchTemplateVersionSet: deleted,
      unsuccessfullyDeletedLaunchTemplateVersionSet: kept,
    };
  },
};

/** From memory: that the default version counts as an unexpected error. */
function obstacle({ versions, defaultVersion }: LaunchTemplate, asked: string): TreeNode | undefined {
  if (!versions.has(Number(asked))) {
    return {
      code: 'launchTemplateVersionDoesNotExist',
      message: `Could not find the specified version ${asked}.`,
    };
  }
  if (Number(asked) !== defaultVersion) return undefined;
  return { code: 'unexpectedError', message: 'The default version of a launch template cannot be deleted.' };
}
