import { iso, type TreeNode } from '../../protocol/xml.js';
import type { LaunchTemplate, TemplateVersion } from '../../world/launch-templates.js';
import { CALLER } from '../../authorization/caller.js';
import { tagSet } from '../tag-specifications.js';
import { dataTree } from './data.js';

export function templateTree(template: LaunchTemplate): TreeNode {
  return {
    launchTemplateId: template.id,
    launchTemplateName: template.name,
    createTime: iso(template.createdAt),
    createdBy: CALLER,
    defaultVersionNumber: template.defaultVersion,
    latestVersionNumber: template.latestVersion,
    tagSet: tagSet(template.tags),
  };
}

/** `imageId`: shown instead of the version's own. */
export function versionTree(
  template: LaunchTemplate,
  { number, createdAt, description, data }: TemplateVersion,
  imageId?: string,
): TreeNode {
  return {
    launchTemplateId: template.id,
    launchTemplateName: template.name,
    versionNumber: number,
    versionDescription: description,
    createTime: iso(createdAt),
    createdBy: CALLER,
    defaultVersion: number === template.defaultVersion,
    launchTemplateData: { ...dataTree(data), ...(imageId !== undefined && { imageId }) },
  };
}
