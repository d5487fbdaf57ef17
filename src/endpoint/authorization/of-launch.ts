/**
 * What RunInstances needs: itself on each kind of thing that it uses or makes, CreateTags on each that it tags, and
 * PassRole for the role that it hands over, whether the request says so itself or by its launch template.
 *
 * Source of actions, resources and condition keys: Service Authorization Reference, "Actions, resources, and condition
 * keys for Amazon EC2"; EC2 user guide, "Example policies to control access the Amazon EC2 API". From memory: the order
 * of the questions, `*` for a subnet or group that the request leaves to EC2, and that a tag counts only for the kind of
 * thing that it is given to.
 */
import { readParameter, type ParameterView } from '../actions/parameter-store.js';
import { has, structures, text, texts, type Params } from '../protocol/query.js';
import { ACCOUNT, type Region, type Thing } from '../world/state.js';
import type { Authorization, ConditionKeys } from './authorization.js';
import { parameterArn } from './parameter-arn.js';
import { requestTags, resourceTags } from './tags.js';

type Asked = Omit<Authorization, 'action'>;

export function launchAuthorizations(params: Params, view: ParameterView): Authorization[] {
  const { region } = view;
  const tags = requestTags(params);
  const launches = [...used(params, view), ...made(params, region, tags)];
  return [
    ...launches.map((asked) => ({ action: 'ec2:RunInstances', ...asked })),
    ...[...tags].map(([kind, context]) => ({
      action: 'ec2:CreateTags',
      resource: arn(region, kind),
      context: { 'ec2:CreateAction': 'RunInstances', ...context },
    })),
    ...roles(params),
    ...imageParameter(params, region),
  ];
}

/** Images and snapshots belong to no account in their ARNs, whoever owns them. */
function arn({ name }: Region, kind: string, id = '*'): string {
  const account = kind === 'image' || kind === 'snapshot' ? '' : ACCOUNT;
  return `arn:aws:ec2:${name}:${account}:${kind}/${id}`;
}

/** What is there already. */
function used(params: Params, view: ParameterView): Asked[] {
  const { region } = view;
  const one = (kind: string, id: string | undefined, context: ConditionKeys = {}): Asked => ({
    resource: arn(region, kind, id),
    context,
  });
  const [first] = structures(params, 'NetworkInterface');
  const network = first ?? params;
  const groups = texts(network, 'SecurityGroupId');
  const subnet = text(network, 'SubnetId');
  const image = imageId(params, view);
  return [
    one('image', image, resourceTags(thing(region.images, image))),
    one('subnet', subnet, resourceTags(thing(region.subnets, subnet))),
    ...(groups.length === 0
      ? [one('security-group', undefined)]
      : groups.map((id) => one('security-group', id, resourceTags(region.groups.get(id))))),
    ...given(params, 'KeyName', (name) => one('key-pair', name)),
    ...given(params, 'Placement.GroupName', (name) => one('placement-group', name)),
    ...(has(params, 'LaunchTemplate')
      ? [one('launch-template', text(params, 'LaunchTemplate.LaunchTemplateId'))]
      : []),
    ...structures(params, 'BlockDeviceMapping').flatMap((mapping) =>
      given(mapping, 'Ebs.SnapshotId', (id) => one('snapshot', id, resourceTags(region.snapshots.get(id)))),
    ),
  ];
}

const BY_PARAMETER = 'resolve:ssm:';

/** EC2 looks an image up in the name of whoever launches. Undefined: no such image can be found. */
function imageId(params: Params, view: ParameterView): string | undefined {
  const given = text(params, 'ImageId');
  if (!given?.startsWith(BY_PARAMETER)) return given;
  const found = readParameter(view, given.slice(BY_PARAMETER.length));
  return typeof found === 'string' ? undefined : found.value;
}

function imageParameter(params: Params, { name }: Region): Authorization[] {
  const given = text(params, 'ImageId') ?? '';
  if (!given.startsWith(BY_PARAMETER)) return [];
  const resource = parameterArn(name, given.slice(BY_PARAMETER.length));
  return [{ action: 'ssm:GetParameters', resource, context: {} }];
}

function given<T>(params: Params, path: string, make: (value: string) => T): T[] {
  const value = text(params, path);
  return value === undefined ? [] : [make(value)];
}

const thing = (things: ReadonlyMap<string, Thing>, id: string | undefined) =>
  id === undefined ? undefined : things.get(id);

/** What comes into being. */
function made(params: Params, region: Region, tags: ReadonlyMap<string, ConditionKeys>): Asked[] {
  const one = (kind: string, context: ConditionKeys = {}, id?: string): Asked => ({
    resource: arn(region, kind, id),
    context: { ...context, ...tags.get(kind), ...byTemplate(params, region) },
  });
  const disks = structures(params, 'BlockDeviceMapping').filter((mapping) => has(mapping, 'Ebs'));
  const interfaces = structures(params, 'NetworkInterface').map((each) => text(each, 'NetworkInterfaceId'));
  return [
    one('instance', instanceKeys(params)),
    ...(disks.length === 0 ? [one('volume')] : disks.map((disk) => one('volume', volumeKeys(disk)))),
    ...(interfaces.length === 0 ? [undefined] : interfaces).map((id) => one('network-interface', {}, id)),
    ...(spot(params) ? [request(region, tags)] : []),
  ];
}

/** Of what is made, this alone knows no template. Source: Service Authorization Reference, as above. */
function request(region: Region, tags: ReadonlyMap<string, ConditionKeys>): Asked {
  const kind = 'spot-instances-request';
  return { resource: arn(region, kind), context: { ...tags.get(kind) } };
}

/** Which template a launch is by. */
function byTemplate(params: Params, region: Region): ConditionKeys {
  const id = text(params, 'LaunchTemplate.LaunchTemplateId');
  return id === undefined ? {} : { 'ec2:LaunchTemplate': arn(region, 'launch-template', id) };
}

const spot = (params: Params) => text(params, 'InstanceMarketOptions.MarketType') === 'spot';

function instanceKeys(params: Params): ConditionKeys {
  const profile = profileArn(params);
  return {
    ...keys(params, {
      'ec2:InstanceType': 'InstanceType',
      'ec2:MetadataHttpTokens': 'MetadataOptions.HttpTokens',
      'ec2:MetadataHttpEndpoint': 'MetadataOptions.HttpEndpoint',
      'ec2:MetadataHttpPutResponseHopLimit': 'MetadataOptions.HttpPutResponseHopLimit',
    }),
    'ec2:InstanceMarketType': spot(params) ? 'spot' : 'on-demand',
    ...(profile !== undefined && { 'ec2:InstanceProfile': profile }),
  };
}

function volumeKeys(disk: Params): ConditionKeys {
  return keys(disk, {
    'ec2:Encrypted': 'Ebs.Encrypted',
    'ec2:VolumeSize': 'Ebs.VolumeSize',
    'ec2:VolumeType': 'Ebs.VolumeType',
  });
}

/** The keys whose parameter the request has. */
function keys(params: Params, paths: Readonly<Record<string, string>>): ConditionKeys {
  return Object.fromEntries(
    Object.entries(paths).flatMap(([key, path]) => given(params, path, (value) => [key, value] as const)),
  );
}

function profileArn(params: Params): string | undefined {
  const name = text(params, 'IamInstanceProfile.Name');
  const named = name === undefined ? undefined : `arn:aws:iam::${ACCOUNT}:instance-profile/${name}`;
  return text(params, 'IamInstanceProfile.Arn') ?? named;
}

/** Here an instance profile has the name of its role, as those have that the AWS console makes. */
function roles(params: Params): Authorization[] {
  const profile = profileArn(params);
  if (profile === undefined) return [];
  return [
    {
      action: 'iam:PassRole',
      resource: profile.replace(':instance-profile/', ':role/'),
      context: { 'iam:PassedToService': 'ec2.amazonaws.com' },
    },
  ];
}
