/**
 * What the calls on images and snapshots ask of IAM.
 *
 * Source of actions, resources and condition keys: Service Authorization Reference, "Actions, resources, and condition
 * keys for Amazon EC2". From memory: the order of the questions; that a copy is asked about with its source, too, whose
 * tags EC2 does not show there.
 */
import { flag, structures, text, texts, type Params } from '../protocol/query.js';
import { KINDS, seen, type View } from '../world/consistency.js';
import { ACCOUNT, type Thing } from '../world/state.js';
import type { Authorization } from './authorization.js';
import { requestTags, resourceTags } from './tags.js';

type Questions = (params: Params, view: View, action: string) => Authorization[];

const IMAGED = ['image', 'snapshot'] as const;

/** Images and snapshots belong to no account in their ARNs, whoever owns them. */
function arn(region: string, kind: string, id = '*'): string {
  return `arn:aws:ec2:${region}:${kind === 'image' || kind === 'snapshot' ? '' : ACCOUNT}:${kind}/${id}`;
}

export function snapshotArn(region: string, id: string): string {
  return arn(region, 'snapshot', id);
}

/** For actions on one image that is there: without tags as long as EC2 does not show it. */
export const onImage: Questions = (params, view, action) => {
  const id = text(params, 'ImageId');
  const image = seen(view, KINDS.image).find((one) => one.id === id);
  return [{ action, resource: arn(view.region.name, 'image', id), context: resourceTags(image) }];
};

export const onSnapshot: Questions = (params, view, action) => [
  snapshotQuestion(text(params, 'SnapshotId'), view, action),
];

function snapshotQuestion(id: string | undefined, view: View, action: string): Authorization {
  const snapshot = seen(view, KINDS.snapshot).find((one) => one.id === id);
  return { action, resource: arn(view.region.name, 'snapshot', id), context: resourceTags(snapshot) };
}

/** An image is retired without its snapshots where those may not be deleted. Source: EC2 API reference, DeregisterImage. */
export const ofDeregistering: Questions = (params, view, action) => {
  const image = seen(view, KINDS.image).find(({ id }) => id === text(params, 'ImageId'));
  const disks = flag(params, 'DeleteAssociatedSnapshots') ? (image?.disks ?? []) : [];
  return [
    ...onImage(params, view, action),
    ...disks.flatMap(({ snapshotId }) =>
      snapshotId === undefined
        ? []
        : [{ ...snapshotQuestion(snapshotId, view, 'ec2:DeleteSnapshot'), optional: true as const }],
    ),
  ];
};

/** What CreateImage and CopyImage make, and the tags that it gets. */
function made(params: Params, { region: { name } }: View, action: string): Authorization[] {
  const tags = requestTags(params);
  const resource = (kind: string) => arn(name, kind);
  return [
    ...IMAGED.map((kind) => ({ action, resource: resource(kind), context: { ...tags.get(kind) } })),
    ...[...tags].map(([kind, context]) => ({
      action: 'ec2:CreateTags',
      resource: resource(kind),
      context: { 'ec2:CreateAction': action.replace('ec2:', ''), ...context },
    })),
  ];
}

/** @param ofInstance asks about the instance that is imaged */
export const ofImaging =
  (ofInstance: (id: string | undefined, view: View, action: string) => Authorization[]): Questions =>
  (params, view, action) => [
    ...ofInstance(text(params, 'InstanceId'), view, action),
    ...made(params, view, action),
  ];

export const ofCopying: Questions = (params, view, action) => [
  {
    action,
    resource: arn(text(params, 'SourceRegion') ?? '*', 'image', text(params, 'SourceImageId')),
    context: {},
  },
  ...made(params, view, action),
];

const SEEN = {
  instance: (view: View): readonly Thing[] => seen(view, KINDS.instance),
  image: (view: View): readonly Thing[] => seen(view, KINDS.image),
  snapshot: (view: View): readonly Thing[] => seen(view, KINDS.snapshot),
};

const TAGGED: Readonly<Record<string, keyof typeof SEEN>> = { i: 'instance', ami: 'image', snap: 'snapshot' };

/** Tags for what is there already; about all but instances, images and snapshots it is asked without a resource here. */
export const ofTagging: Questions = (params, view, action) => {
  const tags = structures(params, 'Tag').map(
    (tag) => [text(tag, 'Key') ?? '', text(tag, 'Value') ?? ''] as const,
  );
  const asked = {
    ...Object.fromEntries(tags.map(([key, value]) => [`aws:RequestTag/${key}`, value])),
    'aws:TagKeys': tags.map(([key]) => key),
  };
  return texts(params, 'ResourceId').map((id) => {
    const kind = TAGGED[id.split('-')[0] ?? ''];
    if (kind === undefined) return { action, resource: '*', context: asked };
    const thing = SEEN[kind](view).find((one) => one.id === id);
    return {
      action,
      resource: arn(view.region.name, kind, id),
      context: { ...resourceTags(thing), ...asked },
    };
  });
};
