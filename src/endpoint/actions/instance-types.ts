import { INSTANCE_TYPES, isNitro, type InstanceType } from '../catalogue/instance-types.js';
import { offers, zonesOf } from '../catalogue/zones.js';
import { filtered } from '../protocol/filters.js';
import { refuse } from '../protocol/errors.js';
import { page } from '../protocol/pages.js';
import { texts } from '../protocol/query.js';
import type { TreeNode } from '../protocol/xml.js';
import type { Action } from './action.js';
import { oneOf } from './launch/options.js';

export const describeInstanceTypes: Action = {
  takes: 'InstanceType Filter MaxResults NextToken',
  run({ params }) {
    const names = texts(params, 'InstanceType');
    const unknown = names.filter((name) => !INSTANCE_TYPES.has(name));
    if (unknown.length > 0) {
      throw refuse(
        'InvalidInstanceType',
        `The following supplied instance types do not exist: [${unknown.join(', ')}]`,
      );
    }
    const asked = [...INSTANCE_TYPES.values()].filter(
      ({ name }) => names.length === 0 || names.includes(name),
    );
    const found = filtered<InstanceType & { tags?: never }>(asked, params, {
      'bare-metal': ({ hypervisor }) => hypervisor === undefined,
      'burstable-performance-supported': ({ burstable }) => burstable,
      'current-generation': isNitro,
      'free-tier-eligible': ({ freeTier }) => freeTier,
      hypervisor: ({ hypervisor }) => hypervisor,
      'instance-type': ({ name }) => name,
      'memory-info.size-in-mib': ({ memoryMiB }) => memoryMiB,
      'processor-info.supported-architecture': ({ architectures }) => architectures,
      'supported-usage-class': () => ['on-demand', 'spot'],
      'supported-virtualization-type': () => 'hvm',
      'vcpu-info.default-vcpus': ({ vcpus }) => vcpus,
    });
    const { items, nextToken } = page(found, params, { most: 100 });
    return { instanceTypeSet: items.map(typeTree), nextToken };
  },
};

function typeTree(type: InstanceType): TreeNode {
  const arm = type.architectures.includes('arm64');
  return {
    instanceType: type.name,
    currentGeneration: isNitro(type),
    freeTierEligible: type.freeTier,
    supportedUsageClasses: ['on-demand', 'spot'],
    supportedRootDeviceTypes: ['ebs'],
    supportedVirtualizationTypes: ['hvm'],
    bareMetal: type.hypervisor === undefined,
    hypervisor: type.hypervisor,
    processorInfo: { supportedArchitectures: type.architectures, manufacturer: type.manufacturer },
    vCpuInfo: {
      defaultVCpus: type.vcpus,
      defaultCores: type.cores,
      defaultThreadsPerCore: type.vcpus / type.cores,
    },
    memoryInfo: { sizeInMiB: type.memoryMiB },
    instanceStorageSupported: false,
    ebsInfo: {
      ebsOptimizedSupport: isNitro(type) ? 'default' : 'unsupported',
      encryptionSupport: 'supported',
      nvmeSupport: isNitro(type) ? 'required' : 'unsupported',
    },
    networkInfo: { networkPerformance: type.network, enaSupport: isNitro(type) ? 'required' : 'unsupported' },
    placementGroupInfo: { supportedStrategies: ['partition', 'spread'] },
    hibernationSupported: false,
    burstablePerformanceSupported: type.burstable,
    dedicatedHostsSupported: !type.burstable,
    autoRecoverySupported: true,
    supportedBootModes: arm ? ['uefi'] : isNitro(type) ? ['legacy-bios', 'uefi'] : ['legacy-bios'],
  };
}

interface Offering {
  readonly type: string;
  readonly location: string;
  readonly tags?: never;
}

export const describeInstanceTypeOfferings: Action = {
  takes: 'LocationType Filter MaxResults NextToken',
  run({ params, region }) {
    const locationType =
      oneOf(params, 'LocationType', ['region', 'availability-zone', 'availability-zone-id']) ?? 'region';
    const locations = zonesOf(region.name);
    const offerings = [...INSTANCE_TYPES.values()].flatMap((type): Offering[] => {
      if (locationType === 'region') return [{ type: type.name, location: region.name }];
      return locations
        .filter(({ name }) => offers(name, type))
        .map(({ name, id }) => ({
          type: type.name,
          location: locationType === 'availability-zone' ? name : id,
        }));
    });
    const found = filtered(offerings, params, {
      'instance-type': ({ type }) => type,
      location: ({ location }) => location,
    });
    const { items, nextToken } = page(found, params);
    return {
      instanceTypeOfferingSet: items.map(({ type, location }) => ({
        instanceType: type,
        locationType,
        location,
      })),
      nextToken,
    };
  },
};
