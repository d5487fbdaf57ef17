/**
 * What a stack makes: instances and launch templates really, by EC2's own actions; of every other type only its ID.
 * Source of properties, attributes and of what replaces a resource: CloudFormation template reference.
 */
import type { Params } from '../../protocol/query.js';
import { hex } from '../../world/chance.js';
import type { Made, Properties } from '../../world/cloudformation.js';
import type { LaunchTemplate } from '../../world/launch-templates.js';
import type { Call } from '../action.js';
import * as templateDeleting from '../launch-templates/delete.js';
import * as templateMaking from '../launch-templates/make.js';
import { asService, endOne, keepOne, launchOne } from '../service-instances.js';
import { invalid } from './template.js';

/** Where a resource is made. */
export interface Place {
  readonly call: Call;
  readonly stack: { readonly name: string; readonly id: string };
  readonly logicalId: string;
}

interface Kind {
  /** Throws an ApiError where EC2 would refuse. */
  make(place: Place, properties: Properties): Pick<Made, 'physicalId' | 'attributes'>;
  /** What cannot be changed without replacing it. */
  readonly fixed?: readonly string[];
  /** Changes it where it is; a kind without this is always replaced. */
  change?(place: Place, made: Made, properties: Properties): Pick<Made, 'attributes'>;
  /** At a time (cloud ms) that may be still to come. */
  remove(place: Place, made: Made, at: number): void;
  /** Takes back a removal that is still to come. */
  keep?(place: Place, made: Made): void;
}

const INSTANCE: Kind = {
  make(place, properties) {
    const { call } = place;
    const { IamInstanceProfile: profile, Tags: tags, ...others } = properties;
    const asked = {
      ...others,
      ...(profile !== undefined && { IamInstanceProfile: { Name: profile } }),
      ...(tags !== undefined && { TagSpecifications: [{ ResourceType: 'instance', Tags: tags }] }),
    };
    const instance = launchOne(call, paramsOf(asked), ownTags(place));
    const { id, privateIp, publicIp = '', zone } = instance;
    const attributes = { InstanceId: id, PrivateIp: privateIp, PublicIp: publicIp, AvailabilityZone: zone };
    return { physicalId: id, attributes };
  },
  remove: ({ call }, { physicalId }, at) => endOne(call, physicalId, at),
  keep: ({ call }, { physicalId }) => keepOne(call, physicalId),
};

const TEMPLATE: Kind = {
  make(place, { LaunchTemplateName: given, ...properties }) {
    const { call, logicalId } = place;
    const name = given ?? `${logicalId}_${hex(call.world.chance, 12)}`;
    const { launchTemplate } = templateMaking.createLaunchTemplate.run(
      asService(call, 'CreateLaunchTemplate', paramsOf({ LaunchTemplateName: name, ...properties })),
    );
    const { launchTemplateId: id } = launchTemplate as { launchTemplateId: string };
    const template = templateOf(place, id);
    for (const [key, value] of Object.entries(ownTags(place))) template.tags.set(key, value);
    return { physicalId: id, attributes: attributesOf(template) };
  },
  fixed: ['LaunchTemplateName'],
  /** A new version, which does not become the default one. */
  change(place, { physicalId }, { LaunchTemplateData, VersionDescription }) {
    const asked = { LaunchTemplateId: physicalId, LaunchTemplateData, VersionDescription };
    templateMaking.createLaunchTemplateVersion.run(
      asService(place.call, 'CreateLaunchTemplateVersion', paramsOf(asked)),
    );
    return { attributes: attributesOf(templateOf(place, physicalId)) };
  },
  /** At once: EC2 says of a template only that it is there, or not. */
  remove({ call }, { physicalId }) {
    if (!call.region.launchTemplates.has(physicalId)) return;
    const asked = asService(call, 'DeleteLaunchTemplate', { LaunchTemplateId: physicalId });
    templateDeleting.deleteLaunchTemplate.run(asked);
  },
};

const OTHER: Kind = {
  make: ({ call, stack, logicalId }) => ({
    physicalId: `${stack.name}-${logicalId}-${hex(call.world.chance, 12).toUpperCase()}`,
    attributes: {},
  }),
  change: (_place, { attributes }) => ({ attributes }),
  remove: () => undefined,
};

const KINDS: Readonly<Record<string, Kind>> = {
  'AWS::EC2::Instance': INSTANCE,
  'AWS::EC2::LaunchTemplate': TEMPLATE,
};

export function kindOf(type: string): Kind {
  if (!/^\w+::\w+(::\w+)?$/.test(type)) {
    throw invalid(`Template format error: Unrecognized resource types: [${type}]`);
  }
  return (Object.hasOwn(KINDS, type) ? KINDS[type] : undefined) ?? OTHER;
}

/** Source: CloudFormation user guide, "Resource tag". */
function ownTags({ stack, logicalId }: Place): Record<string, string> {
  return {
    'aws:cloudformation:stack-name': stack.name,
    'aws:cloudformation:stack-id': stack.id,
    'aws:cloudformation:logical-id': logicalId,
  };
}

function templateOf({ call }: Place, id: string): LaunchTemplate {
  const template = call.region.launchTemplates.get(id);
  if (!template) throw invalid(`The specified launch template, with template ID ${id}, does not exist.`);
  return template;
}

function attributesOf({ id, defaultVersion, latestVersion }: LaunchTemplate): Record<string, string> {
  return {
    LaunchTemplateId: id,
    DefaultVersionNumber: String(defaultVersion),
    LatestVersionNumber: String(latestVersion),
  };
}

/** Templates call lists in the plural, EC2's requests in the singular. */
const SINGULAR: Readonly<Record<string, string>> = {
  BlockDeviceMappings: 'BlockDeviceMapping',
  LicenseSpecifications: 'LicenseSpecification',
  NetworkInterfaces: 'NetworkInterface',
  SecurityGroupIds: 'SecurityGroupId',
  SecurityGroups: 'SecurityGroup',
  TagSpecifications: 'TagSpecification',
  Tags: 'Tag',
};

/** Properties as a request of EC2 has them. */
function paramsOf(properties: object): Params {
  const named = Object.entries(properties)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [SINGULAR[name] ?? name, paramOf(value)] as const);
  return Object.fromEntries(named);
}

function paramOf(value: unknown): string | Params {
  if (Array.isArray(value)) {
    return Object.fromEntries(value.map((each, index) => [String(index + 1), paramOf(each)]));
  }
  return typeof value === 'object' && value !== null ? paramsOf(value) : String(value);
}
