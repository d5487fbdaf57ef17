import { refuse } from '../protocol/errors.js';
import { needed, structures, text, texts, type Params } from '../protocol/query.js';
import type { TreeNode } from '../protocol/xml.js';
import { hasEbsKey } from '../world/keys.js';
import type { Image } from '../world/state.js';
import { DONE, unlessDryRun, type Action, type Call } from './action.js';
import { ownImage } from './create-image.js';
import { diskTree } from './images.js';

export const modifyImageAttribute: Action = {
  takes:
    'ImageId Attribute Value OperationType UserId UserGroup OrganizationArn OrganizationalUnitArn LaunchPermission ' +
    'Description ImdsSupport',
  run(call) {
    const { params } = call;
    const image = ownImage(call, needed(params, 'ImageId'));
    const { add, remove } = permissionChanges(params);
    if (add.length > 0) checkShareable(call, image, add);
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
  readonly organizationArn?: string | undefined;
  readonly organizationalUnitArn?: string | undefined;
}

/**
 * EC2's words for the first are those that many have met; for the second they are from memory.
 * Source: EC2 user guide, "Share an AMI", considerations.
 */
function checkShareable({ region }: Call, { disks }: Image, grantees: readonly Grantee[]): void {
  if (disks.some((disk) => hasEbsKey(region, disk))) {
    throw refuse(
      'InvalidParameter',
      "Snapshots encrypted with the AWS Managed CMK can't be shared. Specify another snapshot.",
    );
  }
  if (disks.some(({ encrypted }) => encrypted) && grantees.some(({ group }) => group !== undefined)) {
    throw refuse('InvalidParameter', 'AMIs with encrypted volumes cannot be made public.');
  }
}

/** There are two forms: LaunchPermission.Add/Remove, and the older OperationType with UserId and UserGroup. */
function permissionChanges(params: Params): { add: Grantee[]; remove: Grantee[] } {
  const listed = (path: string): Grantee[] =>
    structures(params, path).map((grantee) => ({
      userId: text(grantee, 'UserId'),
      group: text(grantee, 'Group'),
      organizationArn: text(grantee, 'OrganizationArn'),
      organizationalUnitArn: text(grantee, 'OrganizationalUnitArn'),
    }));
  const older: Grantee[] = [
    ...texts(params, 'UserId').map((userId) => ({ userId })),
    ...texts(params, 'UserGroup').map((group) => ({ group })),
    ...texts(params, 'OrganizationArn').map((organizationArn) => ({ organizationArn })),
    ...texts(params, 'OrganizationalUnitArn').map((organizationalUnitArn) => ({ organizationalUnitArn })),
  ];
  const removes = text(params, 'OperationType') === 'remove';
  return {
    add: [...listed('LaunchPermission.Add'), ...(removes ? [] : older)].map(checked),
    remove: [...listed('LaunchPermission.Remove'), ...(removes ? older : [])].map(checked),
  };
}

/** What each kind of grantee looks like. Source: Organizations API reference, ARNs. */
const FORMS: Readonly<Record<keyof Grantee, RegExp>> = {
  userId: /^\d{12}$/,
  group: /^all$/,
  organizationArn: /^arn:aws[\w-]*:organizations::\d{12}:organization\/o-[a-z0-9]{10,32}$/,
  organizationalUnitArn:
    /^arn:aws[\w-]*:organizations::\d{12}:ou\/o-[a-z0-9]{10,32}\/ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}$/,
};

function checked(grantee: Grantee): Grantee {
  const given = kindsOf(grantee);
  const wrong = given.find(([kind, value]) => !FORMS[kind].test(value));
  if (wrong ?? given.length === 0) {
    const [kind, value] = wrong ?? ['group', ''];
    throw refuse(
      'InvalidAMIAttributeItemValue',
      `Invalid attribute item value "${value}" for ${kind} item type.`,
    );
  }
  return grantee;
}

function kindsOf(grantee: Grantee): [keyof Grantee, string][] {
  const kinds = Object.keys(FORMS) as (keyof Grantee)[];
  return kinds.flatMap((kind): [keyof Grantee, string][] => {
    const value = grantee[kind];
    return value === undefined ? [] : [[kind, value]];
  });
}

function permit(image: Image, grantee: Grantee, allow: boolean): void {
  for (const [kind, value] of kindsOf(grantee)) {
    if (kind === 'group') image.public = allow;
    else if (allow) image.launchableBy.add(value);
    else image.launchableBy.delete(value);
  }
}

function granteeTree(grantee: string): TreeNode {
  if (grantee.includes(':organization/')) return { organizationArn: grantee };
  return grantee.includes(':ou/') ? { organizationalUnitArn: grantee } : { userId: grantee };
}

const ATTRIBUTES: Readonly<Record<string, (image: Image) => TreeNode>> = {
  launchPermission: (image) => ({
    launchPermission: [
      ...(image.public ? [{ group: 'all' }] : []),
      ...[...image.launchableBy].map(granteeTree),
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
