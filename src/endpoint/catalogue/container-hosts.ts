import type { Architecture } from './instance-types.js';
import { ARCHITECTURES, bootMode, kernelName, type Publication } from './publication.js';

const KUBERNETES = ['1.33', '1.34', '1.35'];
const AMAZON = { ownerAlias: 'amazon', rootDeviceName: '/dev/xvda', imdsSupport: 'v2.0' } as const;

const ECS_NAMES = { standard: '', gpu: 'gpu-', neuron: 'neuron-' };

const ecs = (kind: keyof typeof ECS_NAMES, architecture: Architecture): Publication => {
  const folder = kind === 'standard' ? (architecture === 'arm64' ? 'arm64/' : '') : `${kind}/`;
  return {
    ...AMAZON,
    parameters: [`/aws/service/ecs/optimized-ami/amazon-linux-2023/${folder}recommended/image_id`],
    name: ({ day }) =>
      `al2023-ami-ecs-${ECS_NAMES[kind]}hvm-2023.0.${day}-kernel-6.1-${architecture}${kind === 'gpu' ? '-ebs' : ''}`,
    description: `Amazon Linux AMI 2023.0 ${architecture} ECS HVM EBS`,
    ownerId: '591542846629',
    architecture,
    rootGiB: 30,
    rootType: 'gp3',
    bootMode: bootMode(architecture),
  };
};

const eks = (version: string, variant: string, architecture: Architecture): Publication => ({
  ...AMAZON,
  parameters: [
    `/aws/service/eks/optimized-ami/${version}/amazon-linux-2023/${architecture}/${variant}/recommended/image_id`,
  ],
  name: ({ day }) => `amazon-eks-node-al2023-${architecture}-${variant}-${version}-v${day}`,
  description: `EKS-optimized Kubernetes node based on Amazon Linux 2023, (k8s: ${version})`,
  ownerId: '602401143452',
  architecture,
  rootGiB: 20,
  rootType: 'gp3',
  bootMode: bootMode(architecture),
});

/** Both architectures of a variant. The last part of the name is a commit: here the day in hexadecimal. */
const bottlerocket = (variant: string): Publication[] =>
  ARCHITECTURES.map((architecture) => ({
    ...AMAZON,
    parameters: [`/aws/service/bottlerocket/${variant}/${architecture}/latest/image_id`],
    name: ({ day }) =>
      `bottlerocket-${variant}-${kernelName(architecture)}-v1.66.0-${Number(day).toString(16).padStart(8, '0')}`,
    description: `bottlerocket-${variant}-${kernelName(architecture)}-v1.66.0`,
    ownerId: '092701018921',
    architecture,
    rootGiB: 2,
    rootType: 'gp3',
    bootMode: bootMode(architecture),
  }));

export const CONTAINER_HOSTS: readonly Publication[] = [
  ecs('standard', 'x86_64'),
  ecs('standard', 'arm64'),
  ecs('gpu', 'x86_64'),
  ecs('neuron', 'x86_64'),
  ...KUBERNETES.flatMap((version) => [
    ...ARCHITECTURES.flatMap((architecture) => [
      eks(version, 'standard', architecture),
      eks(version, 'nvidia', architecture),
    ]),
    eks(version, 'neuron', 'x86_64'),
    ...bottlerocket(`aws-k8s-${version}`),
    ...bottlerocket(`aws-k8s-${version}-nvidia`),
  ]),
  ...['aws-ecs-2', 'aws-ecs-2-nvidia', 'aws-ecs-3', 'aws-ecs-3-nvidia'].flatMap(bottlerocket),
];
