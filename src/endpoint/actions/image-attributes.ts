import { refuse } from '../protocol/errors.js';
import { needed, structures, text, texts, type Params } from '../protocol/query.js';
import type { TreeNode } from '../protocol/xml.js';
import type { Image } from '../world/state.js';
import { DONE, unlessDryRun, type Action } from './action.js';
import { ownImage } from './create-image.js';
import { diskTree } from './images.js';

export const modifyImageAttribute: Action = {
  takes: 'ImageId Attribute Value OperationType UserId UserGroup LaunchPermission Description ImdsSupport',
  run(call) {
    const { params } = call;
    const image = ownImage(call, needed(params, 'ImageId'));
    const { add, remove } = permissionChanges(params);
    unlessDryRun(call);
    image.description = text(params, 'Description.Value') ?? image.description;
    const imds = text(params, 'ImdsSupport.Value');
    if (imds !== undefined) image.imdsSupport = imds;
    for (const user of add) permit(image, user, true);
    for (const user of remove) permit(image, user, false);
    return DONE;
  },
};

interface Grantee {
  readonly userId?: string | undefined;
  readonly group?: string | undefined;
}

/** There are two forms: LaunchPermission.Add/Remove, and the older OperationType with UserId and UserGroup. */
function permissionChanges(params: Params): { add: Grantee[]; remove: Grantee[] } {
  const listed = (path: string): Grantee[] =>
    structures(params, path).map((grantee) => ({
      userId: text(grantee, 'UserId'),
      group: text(grantee, 'Group'),
    }));
  const older: Grantee[] = [
    ...texts(params, 'UserId').map((userId) => ({ userId })),
    ...texts(params, 'UserGroup').map((group) => ({ group })),
  ];
  const removes = text(params, 'OperationType') === 'remove';
  return {
    add: [...listed('LaunchPermission.Add'), ...(removes ? [] : older)].map(checked),
    remove: [...listed('LaunchPermission.Remove'), ...(removes ? older : [])].map(checked),
  };
}

function checked(grantee: Grantee): Grantee {
  const { userId, group } = grantee;
  if (userId !== undefined && !/^\d{12}$/.test(userId)) {
    throw refuse(
      'InvalidAMIAttributeItemValue',
      `Invalid attribute item value "${userId}" for userId item type.`,
    );
  }
  if (userId === undefined && group !== 'all') {
    throw refuse(
      'InvalidAMIAttributeItemValue',
      `Invalid attribute item value "${group ?? ''}" for group item type.`,
    );
  }
  return grantee;
}

function permit(image: Image, { userId }: Grantee, allow: boolean): void {
  if (userId === undefined) image.public = allow;
  else if (allow) image.launchableBy.add(userId);
  else image.launchableBy.delete(userId);
}

const ATTRIBUTES: Readonly<Record<string, (image: Image) => TreeNode>> = {
  launchPermission: (image) => ({
    launchPermission: [
      ...(image.public ? [{ group: 'all' }] : []),
      ...[...image.launchableBy].map((userId) => ({ userId })),
    ],
  }),
  description: ({ description }) => ({ description: { value: description } }),
  blockDeviceMapping: ({ disks }) => ({ blockDeviceMapping: disks.map(diskTree) }),
  bootMode: ({ bootMode }) => ({ bootMode: { value: bootMode } }),
  imdsSupport: ({ imdsSupport }) => ({ imdsSupport: { value: imdsSupport } }),
  deregistrationProtection: (image) => ({
    deregistrationProtection: { value: image.protected ? 'enabled-without-cooldown' : 'disabled' },
  }),
};

export const describeImageAttribute: Action = {
  takes: 'ImageId Attribute',
  run(call) {
    const image = ownImage(call, needed(call.params, 'ImageId'));
    const name = needed(call.params, 'Attribute');
    const attribute = Object.hasOwn(ATTRIBUTES, name) ? ATTRIBUTES[name] : undefined;
    if (!attribute)
      throw refuse(
        'InvalidParameterValue',
        `Value (${name}) for parameter attribute is invalid. Unknown attribute.`,
      );
    return { imageId: image.id, ...attribute(image) };
  },
};
