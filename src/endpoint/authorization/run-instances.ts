import type { Call } from '../actions/action.js';
import { parameterOf } from '../actions/launch/image.js';
import { launchGroups, networkWish } from '../actions/launch/network.js';
import { structures, text } from '../protocol/query.js';
import { ACCOUNT } from '../world/state.js';
import { ec2Arn, present, resourceTags } from './context.js';
import { onNewThings } from './new-things.js';
import { parameterArn } from './parameters.js';
import type { Authorization } from './question.js';
import { byTemplate, known, profileOf, question, understand, type Wanted } from './wanted.js';

/**
 * All that a launch uses and makes is asked about, each with its own condition keys.
 * Source: Service Authorization Reference, "Actions, resources, and condition keys for Amazon EC2", RunInstances (resource
 * types with their keys). From memory: that the default subnet and group are asked about where none is named, and that
 * the snapshots of the image's own volumes are not.
 */
export function onLaunch(asRequested: Call): Authorization[] {
  const wanted = understand(asRequested);
  return [
    ...onImage(wanted),
    ...onTemplate(wanted),
    ...onNetwork(wanted),
    ...onKeyPair(wanted),
    ...onSnapshots(wanted),
    ...onNewThings(wanted),
    ...onRole(wanted),
  ];
}

function onImage(wanted: Wanted): Authorization[] {
  const { image, call } = wanted;
  const given = text(call.params, 'ImageId');
  if (given === undefined) return [];
  const parameter = parameterOf(given);
  const used = question(wanted, ['image', image?.id ?? given], {
    ...(image && {
      ...present({
        'ec2:ImageID': image.id,
        'ec2:ImageType': 'machine',
        'ec2:Owner': image.ownerAlias ?? image.ownerId,
        'ec2:Public': image.public,
        'ec2:RootDeviceType': 'ebs',
      }),
      ...(image.ownerId === ACCOUNT && resourceTags(image.tags)),
    }),
    ...byTemplate(wanted, 'ImageId'),
  });
  if (parameter === undefined) return [used];
  return [
    used,
    { action: 'ssm:GetParameters', resource: parameterArn(call.region.name, parameter), context: {} },
  ];
}

function onTemplate(wanted: Wanted): Authorization[] {
  const { origin, call } = wanted;
  const template = origin && call.region.launchTemplates.get(origin.id);
  if (!template) return [];
  const context = { ...byTemplate(wanted, 'LaunchTemplate'), ...resourceTags(template.tags) };
  return [question(wanted, ['launch-template', template.id], context)];
}

function onNetwork(wanted: Wanted): Authorization[] {
  const { call, subnet } = wanted;
  if (!subnet) return [];
  const wish = networkWish(call);
  const vpc = ec2Arn(call.region.name, 'vpc', subnet.vpcId);
  const where = 'NetworkInterface' in call.params ? 'NetworkInterface' : undefined;
  const groups = known(() => launchGroups(call, wish, subnet.vpcId)) ?? [];
  return [
    question(wanted, ['subnet', subnet.id], {
      ...present({ 'ec2:SubnetID': subnet.id, 'ec2:Vpc': vpc, 'ec2:AvailabilityZone': subnet.zone }),
      ...resourceTags(subnet.tags),
      ...byTemplate(wanted, where ?? 'SubnetId'),
    }),
    ...groups.map((group) =>
      question(wanted, ['security-group', group.id], {
        ...present({ 'ec2:SecurityGroupID': group.id, 'ec2:Vpc': vpc }),
        ...resourceTags(group.tags),
        ...byTemplate(wanted, where ?? 'SecurityGroupId'),
      }),
    ),
  ];
}

function onKeyPair(wanted: Wanted): Authorization[] {
  const { params, region } = wanted.call;
  const name = text(params, 'KeyName');
  if (name === undefined) return [];
  const key = [...region.keyPairs.values()].find((each) => each.name === name);
  return [
    question(wanted, ['key-pair', name], {
      ...present({ 'ec2:KeyPairName': name, 'ec2:KeyPairType': key?.type }),
      ...(key && resourceTags(key.tags)),
      ...byTemplate(wanted, 'KeyName'),
    }),
  ];
}

function onSnapshots(wanted: Wanted): Authorization[] {
  const { params, region } = wanted.call;
  return structures(params, 'BlockDeviceMapping').flatMap((mapping) => {
    const id = text(mapping, 'Ebs.SnapshotId');
    const snapshot = id === undefined ? undefined : region.snapshots.get(id);
    if (!snapshot) return [];
    const keys = {
      'ec2:SnapshotID': snapshot.id,
      'ec2:Owner': snapshot.ownerId,
      'ec2:VolumeSize': snapshot.size,
    };
    return [
      question(wanted, ['snapshot', snapshot.id], {
        ...present(keys),
        ...(snapshot.ownerId === ACCOUNT && resourceTags(snapshot.tags)),
        ...byTemplate(wanted, 'BlockDeviceMapping'),
      }),
    ];
  });
}

/** The role in the profile is taken to be named like it, as the console makes both. */
function onRole({ call: { params } }: Wanted): Authorization[] {
  const profile = profileOf(params);
  if (!profile) return [];
  const resource = `arn:aws:iam::${ACCOUNT}:role/${profile.name}`;
  return [{ action: 'iam:PassRole', resource, context: { 'iam:PassedToService': 'ec2.amazonaws.com' } }];
}
