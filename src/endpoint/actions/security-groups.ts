import { filtered } from '../protocol/filters.js';
import { refuse } from '../protocol/errors.js';
import { page } from '../protocol/pages.js';
import { needed, text, texts } from '../protocol/query.js';
import type { TreeNode } from '../protocol/xml.js';
import { newId } from '../world/chance.js';
import { chosen, findOne, KINDS, seen } from '../world/consistency.js';
import { ACCOUNT, type Group } from '../world/state.js';
import { stateAt } from '../world/timeline.js';
import { unlessDryRun, type Action, type Call } from './action.js';
import { permissionsTree } from './security-group-rules.js';
import { tagSet, tagSpecifications } from './tag-specifications.js';

export const createSecurityGroup: Action = {
  takes: 'GroupName GroupDescription VpcId TagSpecification',
  run(call) {
    const { params, region, world, now } = call;
    const name = needed(params, 'GroupName');
    const description = needed(params, 'GroupDescription');
    const tags = tagSpecifications(params, ['security-group'])['security-group'];
    const asked = text(params, 'VpcId');
    const vpc =
      asked === undefined
        ? seen(call, KINDS.vpc).find(({ isDefault }) => isDefault)
        : findOne(call, KINDS.vpc, asked);
    if (!vpc) throw refuse('VPCIdNotSpecified', 'No default VPC for this user');
    if (/^sg-|^default$/.test(name))
      throw refuse(
        'InvalidParameterValue',
        `Invalid value '${name}' for groupName. Cannot use reserved security group name.`,
      );
    if ([...region.groups.values()].some((group) => group.vpcId === vpc.id && group.name === name)) {
      throw refuse(
        'InvalidGroup.Duplicate',
        `The security group '${name}' already exists for VPC '${vpc.id}'`,
      );
    }
    unlessDryRun(call);
    const id = newId(world.chance, 'sg');
    const rules = [{ id: newId(world.chance, 'sgr'), egress: true, protocol: '-1', cidr: '0.0.0.0/0' }];
    region.groups.set(id, { id, createdAt: now, tags, name, description, vpcId: vpc.id, rules });
    return { return: true, groupId: id, tagSet: tagSet(tags), securityGroupArn: arnOf(call, id) };
  },
};

function arnOf({ region }: Call, id: string): string {
  return `arn:aws:ec2:${region.name}:${ACCOUNT}:security-group/${id}`;
}

/** The group that the request means, by ID or by its name in the default VPC. */
export function askedGroup(call: Call): Group {
  const id = text(call.params, 'GroupId');
  if (id !== undefined) return findOne(call, KINDS.group, id);
  const name = needed(call.params, 'GroupName');
  const group = seen(call, KINDS.group).find((each) => each.name === name);
  if (!group)
    throw refuse('InvalidGroup.NotFound', `The security group '${name}' does not exist in default VPC`);
  return group;
}

export const deleteSecurityGroup: Action = {
  takes: 'GroupId GroupName',
  run(call) {
    const { region, now } = call;
    const group = askedGroup(call);
    if (group.name === 'default') {
      throw refuse(
        'CannotDelete',
        `the specified group: "${group.id}" name: "default" cannot be deleted by a user`,
      );
    }
    const inUse = [...region.instances.values()].some(
      ({ groupIds, timeline }) => groupIds.includes(group.id) && stateAt(timeline, now) !== 'terminated',
    );
    if (inUse) throw refuse('DependencyViolation', `resource ${group.id} has a dependent object`);
    unlessDryRun(call);
    region.groups.delete(group.id);
    return { return: true, groupId: group.id };
  },
};

export const describeSecurityGroups: Action = {
  takes: 'GroupId GroupName Filter MaxResults NextToken',
  run(call) {
    const { params } = call;
    const names = texts(params, 'GroupName');
    const asked = chosen(call, KINDS.group, texts(params, 'GroupId'));
    const missing = names.find((name) => !asked.some((group) => group.name === name));
    if (missing !== undefined) {
      throw refuse('InvalidGroup.NotFound', `The security group '${missing}' does not exist in default VPC`);
    }
    const named = names.length === 0 ? asked : asked.filter(({ name }) => names.includes(name));
    const found = filtered(named, params, {
      description: ({ description }) => description,
      'group-id': ({ id }) => id,
      'group-name': ({ name }) => name,
      'owner-id': () => ACCOUNT,
      'vpc-id': ({ vpcId }) => vpcId,
    });
    const { items, nextToken } = page(found, params, { ids: { parameter: 'GroupId', called: 'groupIds' } });
    return { securityGroupInfo: items.map((group) => groupTree(call, group)), nextToken };
  },
};

function groupTree(call: Call, group: Group): TreeNode {
  return {
    ownerId: ACCOUNT,
    groupId: group.id,
    groupName: group.name,
    groupDescription: group.description,
    vpcId: group.vpcId,
    securityGroupArn: arnOf(call, group.id),
    ipPermissions: permissionsTree(group.rules.filter(({ egress }) => !egress)),
    ipPermissionsEgress: permissionsTree(group.rules.filter(({ egress }) => egress)),
    tagSet: tagSet(group.tags),
  };
}
