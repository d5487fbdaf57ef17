import { Failure } from '../failure.js';
import type { Pipeline } from '../inputs/request.js';
import type { SecretReference } from '../user-data/secrets/reference.js';
import { primaryInterface } from './network.js';
import { asksForSpot, isOurs, type Template } from './template.js';

/** What is laid over a template. */
export interface Wish {
  readonly request: Pick<Pipeline, 'app' | 'launch'>;
  /** What user data of ours is needed for, in words; undefined: for nothing. */
  readonly needed: string | undefined;
  /** What the instances are to fetch with their role. */
  readonly secrets: readonly SecretReference[];
  /** The template is that of an Auto Scaling group. */
  readonly inGroup: boolean;
}

interface Conflict {
  /** What goes after `The launch template web, version 3, `. */
  readonly is: string;
  readonly advice: string;
}

type Check = (template: Template, wish: Wish) => Conflict | undefined;

/** EC2 takes no market that would be on-demand. */
const staysSpot: Check = (template, { request: { launch } }) =>
  asksForSpot(template) && launch.market !== undefined && launch.market !== 'spot'
    ? {
        is: `asks for spot, and EC2 knows no way to override that: market: ${launch.market} is not possible with it.`,
        advice: 'Leave `market` empty, or take a version of the template without InstanceMarketOptions.',
      }
    : undefined;

/** Source: EC2 API reference, RequestLaunchTemplateData, `InstanceRequirements`: for groups and fleets only, and no type beside it. */
const namesNoType: Check = ({ data }, { inGroup }) =>
  data.InstanceRequirements === undefined || inGroup
    ? undefined
    : {
        is: 'says what an instance type has to have (InstanceRequirements), which EC2 takes for Auto Scaling groups and fleets only, even when `instance-type` is given.',
        advice: 'Take a version of the template that names an instance type, or none.',
      };

/**
 * A wish about the public address can only be told in a network interface, beside which EC2 takes no groups of the
 * instance as a whole; and what a template has cannot be taken away.
 */
const hasGroupsAside: Check = ({ data }, { request: { launch } }) => {
  const { SecurityGroupIds = [], SecurityGroups = [] } = data;
  if (launch.publicIp === undefined || SecurityGroupIds.length + SecurityGroups.length === 0)
    return undefined;
  return {
    is: `has its security groups beside its network interfaces, not in them: public-ip: ${launch.publicIp} is not possible with it.`,
    advice:
      'Leave `public-ip` to the subnet, or take a version of the template that says it in a network interface.',
  };
};

/** Source: EC2 API reference, InstanceNetworkInterfaceSpecification, `AssociatePublicIpAddress`. */
const hasSeveralInterfaces: Check = ({ data }, { request: { launch } }) =>
  launch.publicIp === undefined || (data.NetworkInterfaces ?? []).length < 2
    ? undefined
    : {
        is: `has several network interfaces, with which EC2 takes no wish about a public address: public-ip: ${launch.publicIp} is not possible with it.`,
        advice: 'Leave `public-ip` to the subnet, or take a version of the template with one interface.',
      };

/** Source: EC2 API reference, InstanceNetworkInterfaceSpecification: all three are for new interfaces only. */
const hasItsInterface: Check = ({ data }, { request: { launch } }) => {
  const { NetworkInterfaceId: id } = primaryInterface(data) ?? {};
  const given = [
    ...(launch.subnetIds.length > 0 ? ['`subnet-id`'] : []),
    ...(launch.securityGroupIds.length > 0 ? ['`security-group-ids`'] : []),
    ...(launch.publicIp === undefined ? [] : ['`public-ip`']),
  ];
  if (id === undefined || given.length === 0) return undefined;
  return {
    is: `takes the network interface ${id}, which has its subnet, groups and addresses already: ${given.join(' and ')} cannot change them.`,
    advice: `Leave ${given.join(' and ')} out, or take a version of the template that makes a new interface.`,
  };
};

function ofTheUser({ layers, files }: Pipeline['app']): boolean {
  return layers.length + files.length > 0;
}

/** An instance has one user data. Layers of the user's may take the template's place; machinery of ours may not. */
const hasUserData: Check = ({ data, description }, { request: { app }, needed, inGroup }) =>
  data.UserData === undefined ||
  needed === undefined ||
  ofTheUser(app) ||
  (inGroup && isOurs({ description }))
    ? undefined
    : {
        is: `has user data of its own, and ${needed} would take its place.`,
        advice: `Make that user data a layer in \`app\`, or do without ${needed}.`,
      };

const hasNoRole: Check = ({ data }, { request: { launch }, secrets: [first] }) =>
  first === undefined || launch.instanceProfile !== undefined || data.IamInstanceProfile !== undefined
    ? undefined
    : {
        is: `has no instance profile, whose role would fetch the secret ${first.id}.`,
        advice: 'Give `iam-instance-profile`, or take a version of the template that has one.',
      };

const CHECKS: readonly Check[] = [
  staysSpot,
  namesNoType,
  hasGroupsAside,
  hasSeveralInterfaces,
  hasItsInterface,
  hasUserData,
  hasNoRole,
];

/** @throws Failure `template-conflict` with everything in the template that the inputs cannot override */
export function refuseConflicts(template: Template | undefined, wish: Wish): void {
  if (template === undefined) return;
  const conflicts = CHECKS.flatMap((check) => check(template, wish) ?? []);
  const [first, ...others] = conflicts;
  if (first === undefined) return;
  const sentences = [first.is, ...others.map(({ is }) => `It also ${is}`)].join(' ');
  const advice = conflicts.map((conflict) => conflict.advice).join(' ');
  throw new Failure('template-conflict', `The ${nameOf(template)} ${sentences}`, { advice });
}

type Remark = (template: Template, wish: Wish) => string | undefined;

const layersInItsPlace: Remark = (template, { request: { app } }) =>
  template.data.UserData === undefined || !ofTheUser(app)
    ? undefined
    : `The ${app.layers.length > 0 ? 'layers' : 'files'} take the place of the user data that the ${nameOf(template)} has.`;

const spotForOnce: Remark = (template, { request: { launch } }) => {
  const { SpotInstanceType: kind, InstanceInterruptionBehavior: end = 'terminate' } =
    template.data.InstanceMarketOptions?.SpotOptions ?? {};
  const spot = asksForSpot(template) || launch.market?.startsWith('spot') === true;
  return spot && (kind === 'persistent' || end !== 'terminate')
    ? `The spot requests of the ${nameOf(template)} outlast their instances, which would come up again after they are ended. Here they are for once, and the instances end when EC2 takes them back.`
    : undefined;
};

const unprotected: Remark = (template) => {
  const { DisableApiTermination, DisableApiStop } = template.data;
  const kinds = [
    ...(DisableApiTermination === true ? ['termination'] : []),
    ...(DisableApiStop === true ? ['stop'] : []),
  ].join(' and ');
  return kinds === ''
    ? undefined
    : `The instances are launched without the ${kinds} protection that the ${nameOf(template)} has, so that they can be ended if the launch fails. It can be switched on once they are ready (ModifyInstanceAttribute).`;
};

const REMARKS: readonly Remark[] = [layersInItsPlace, spotForOnce, unprotected];

/** What of the template does not hold though no input says so in as many words: a sentence each. */
export function overruled(template: Template | undefined, wish: Wish): string[] {
  return template === undefined ? [] : REMARKS.flatMap((remark) => remark(template, wish) ?? []);
}

function nameOf({ name, version }: Template): string {
  return `launch template ${name}, version ${version},`;
}
