import { type Alias, type Architecture, byParameter } from './alias.js';

/**
 * Images for container hosts. Sources: ECS and EKS developer guides, "Retrieving … AMI metadata"; EKS's list of
 * AMI types for the variants. Everything but the image's ID stands beside it: hence `/image_id`.
 */
const AMAZON = { publisher: 'Amazon', os: 'linux' } as const;
const AL2023 = { ...AMAZON, agent: 'cloud-init' } as const;
const BOTTLEROCKET = { ...AMAZON, agent: 'bottlerocket' } as const;

const KUBERNETES = {
  what: 'Kubernetes version',
  shape: /^1\.\d{2}$/,
  examples: ['1.33', '1.34', '1.35'],
  complete: false,
};
const ECS_VARIANT = { what: 'ECS variant', shape: /^[1-9]$/, examples: ['2', '3'], complete: false };
const X86_ONLY = { x86_64: 'x86_64' };

const ecs = (variant: string) =>
  `/aws/service/ecs/optimized-ami/amazon-linux-2023/${variant}recommended/image_id`;
const eks = (variant: string, spelt?: Partial<Record<Architecture, string>>) =>
  byParameter(
    (architecture) =>
      `/aws/service/eks/optimized-ami/<version>/amazon-linux-2023/${architecture}/${variant}/recommended/image_id`,
    spelt,
  );
const bottlerocket = (variant: string) =>
  byParameter((architecture) => `/aws/service/bottlerocket/${variant}/${architecture}/latest/image_id`);

export const CONTAINER_HOSTS: Readonly<Record<string, Alias>> = {
  'ecs-al2023': {
    ...AL2023,
    title: 'Amazon Linux 2023 for ECS',
    images: byParameter(ecs, { x86_64: '', arm64: 'arm64/' }),
  },
  'ecs-al2023-gpu': {
    ...AL2023,
    title: 'Amazon Linux 2023 for ECS with NVIDIA GPUs',
    images: byParameter(ecs, { x86_64: 'gpu/' }),
  },
  'ecs-al2023-neuron': {
    ...AL2023,
    title: 'Amazon Linux 2023 for ECS with Inferentia or Trainium',
    images: byParameter(ecs, { x86_64: 'neuron/' }),
  },
  'eks-al2023-<version>': {
    ...AL2023,
    title: 'Amazon Linux 2023 for EKS <version>',
    version: KUBERNETES,
    images: eks('standard'),
  },
  'eks-al2023-<version>-nvidia': {
    ...AL2023,
    title: 'Amazon Linux 2023 for EKS <version> with NVIDIA GPUs',
    version: KUBERNETES,
    images: eks('nvidia'),
  },
  'eks-al2023-<version>-neuron': {
    ...AL2023,
    title: 'Amazon Linux 2023 for EKS <version> with Inferentia or Trainium',
    version: KUBERNETES,
    images: eks('neuron', X86_ONLY),
  },
  'bottlerocket-ecs-<version>': {
    ...BOTTLEROCKET,
    title: 'Bottlerocket for ECS, aws-ecs-<version>',
    version: ECS_VARIANT,
    images: bottlerocket('aws-ecs-<version>'),
  },
  'bottlerocket-ecs-<version>-nvidia': {
    ...BOTTLEROCKET,
    title: 'Bottlerocket for ECS, aws-ecs-<version>, with NVIDIA GPUs',
    version: ECS_VARIANT,
    images: bottlerocket('aws-ecs-<version>-nvidia'),
  },
  'bottlerocket-eks-<version>': {
    ...BOTTLEROCKET,
    title: 'Bottlerocket for EKS <version>',
    version: KUBERNETES,
    images: bottlerocket('aws-k8s-<version>'),
  },
  'bottlerocket-eks-<version>-nvidia': {
    ...BOTTLEROCKET,
    title: 'Bottlerocket for EKS <version> with NVIDIA GPUs',
    version: KUBERNETES,
    images: bottlerocket('aws-k8s-<version>-nvidia'),
  },
};
