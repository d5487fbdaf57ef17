import { refuse } from '../protocol/errors.js';
import { has, structures, text, whole, type Params } from '../protocol/query.js';
import type { TreeNode } from '../protocol/xml.js';
import { newId } from '../world/chance.js';
import { ACCOUNT, type Group, type Rule } from '../world/state.js';
import { unlessDryRun, type Action, type Call } from './action.js';
import { askedGroup } from './security-groups.js';

type Wanted = Omit<Rule, 'id'>;

const TAKES = 'GroupId GroupName IpPermissions IpProtocol FromPort ToPort CidrIp';

/** The rules of a request, one for each source of each permission. */
function wantedRules(params: Params, egress: boolean): Wanted[] {
  const single = has(params, 'IpProtocol') ? oneRule(params, { egress, cidr: text(params, 'CidrIp') }) : [];
  const listed = structures(params, 'IpPermissions').flatMap((permission) => {
    const from = (list: string, field: string, name: 'cidr' | 'cidr6' | 'groupId'): Wanted[] =>
      structures(permission, list).flatMap((source) =>
        oneRule(permission, {
          egress,
          [name]: text(source, field),
          description: text(source, 'Description'),
        }),
      );
    return [
      ...from('IpRanges', 'CidrIp', 'cidr'),
      ...from('Ipv6Ranges', 'CidrIpv6', 'cidr6'),
      ...from('Groups', 'GroupId', 'groupId'),
    ];
  });
  const rules = [...single, ...listed];
  if (rules.length === 0)
    throw refuse('MissingParameter', 'The request must contain the parameter ipPermissions');
  return rules;
}

type Source = { egress: boolean } & {
  [K in 'cidr' | 'cidr6' | 'groupId' | 'description']?: string | undefined;
};

function oneRule(permission: Params, source: Source): Wanted[] {
  const from = whole(permission, 'FromPort');
  const to = whole(permission, 'ToPort');
  if (source.cidr !== undefined && !/^\d+(\.\d+){3}\/\d+$/.test(source.cidr)) {
    throw refuse('InvalidParameterValue', `CIDR block ${source.cidr} is malformed`);
  }
  const { egress, ...others } = source;
  const given = Object.fromEntries(Object.entries(others).filter(([, value]) => value !== undefined));
  return [
    {
      egress,
      protocol: text(permission, 'IpProtocol') ?? '-1',
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
      ...given,
    },
  ];
}

/** What makes two rules the same to EC2. */
function identity({ egress, protocol, from, to, cidr, cidr6, groupId }: Wanted): string {
  return JSON.stringify([egress, protocol, from, to, cidr, cidr6, groupId]);
}

function authorize(egress: boolean): Action {
  return {
    takes: `${TAKES} TagSpecification`,
    run(call) {
      const group = askedGroup(call);
      const wanted = wantedRules(call.params, egress);
      const known = new Set(group.rules.map(identity));
      const twice = wanted.find((rule) => known.has(identity(rule)));
      if (twice) {
        const peer = twice.cidr ?? twice.cidr6 ?? twice.groupId ?? '';
        throw refuse(
          'InvalidPermission.Duplicate',
          `the specified rule "peer: ${peer}, ${twice.protocol}, ALLOW" already exists`,
        );
      }
      unlessDryRun(call);
      const added = wanted.map((rule) => ({ id: newId(call.world.chance, 'sgr'), ...rule }));
      group.rules.push(...added);
      return { return: true, securityGroupRuleSet: added.map((rule) => ruleTree(group, rule)) };
    },
  };
}

function revoke(egress: boolean): Action {
  return {
    takes: TAKES,
    run(call: Call) {
      const group = askedGroup(call);
      const gone = new Set(wantedRules(call.params, egress).map(identity));
      const kept = group.rules.filter((rule) => !gone.has(identity(rule)));
      if (kept.length === group.rules.length) {
        throw refuse(
          'InvalidPermission.NotFound',
          'The specified rule does not exist in this security group.',
        );
      }
      unlessDryRun(call);
      group.rules.splice(0, Infinity, ...kept);
      return { return: true };
    },
  };
}

export const authorizeSecurityGroupIngress = authorize(false);
export const authorizeSecurityGroupEgress = authorize(true);
export const revokeSecurityGroupIngress = revoke(false);
export const revokeSecurityGroupEgress = revoke(true);

function ruleTree(group: Group, rule: Rule): TreeNode {
  return {
    securityGroupRuleId: rule.id,
    groupId: group.id,
    groupOwnerId: ACCOUNT,
    isEgress: rule.egress,
    ipProtocol: rule.protocol,
    fromPort: rule.from ?? -1,
    toPort: rule.to ?? -1,
    cidrIpv4: rule.cidr,
    cidrIpv6: rule.cidr6,
    referencedGroupInfo: rule.groupId === undefined ? undefined : { groupId: rule.groupId, userId: ACCOUNT },
    description: rule.description,
  };
}

/** Rules in the older form: one permission for a protocol and its ports, with all the sources. */
export function permissionsTree(rules: readonly Rule[]): TreeNode[] {
  const permissions = new Map<string, Rule[]>();
  for (const rule of rules) {
    const key = JSON.stringify([rule.protocol, rule.from, rule.to]);
    permissions.set(key, [...(permissions.get(key) ?? []), rule]);
  }
  return [...permissions.values()].map((together) => ({
    ipProtocol: together[0]?.protocol,
    fromPort: together[0]?.from,
    toPort: together[0]?.to,
    ipRanges: together.flatMap(({ cidr: cidrIp, description }) =>
      cidrIp === undefined ? [] : [{ cidrIp, description }],
    ),
    ipv6Ranges: together.flatMap(({ cidr6: cidrIpv6, description }) =>
      cidrIpv6 === undefined ? [] : [{ cidrIpv6, description }],
    ),
    groups: together.flatMap(({ groupId }) => (groupId === undefined ? [] : [{ groupId, userId: ACCOUNT }])),
    prefixListIds: [],
  }));
}
