import type { Authorizer } from '../authorization/authorization.js';
import type { InstanceType } from '../catalogue/instance-types.js';
import type { AutoScaling } from './scaling/scaling.js';
import type { Beanstalk, EnvironmentOutcome } from './beanstalk.js';
import type { LaunchTemplate } from './launch-templates.js';
import type { Stack, StackOutcome } from './cloudformation.js';
import type { Clock } from './clock.js';
import type { CodeDeploy } from './code-deploy.js';
import type { DeploymentOutcome } from './deployment-outcomes.js';
import type { Fault } from './faults.js';
import type { Shortage } from './capacity.js';
import type { ImageOutcome } from './image-outcomes.js';
import type { Outcome } from './outcomes.js';
import type { Key, KeyAlias } from './keys.js';
import type { Parameter } from './parameters.js';
import type { RequestRecord } from './record.js';
import type { CloudSettings } from './settings.js';
import type { StorageBucket } from './storage.js';
import type { Bucket } from './throttle.js';
import type { Remembered } from './tokens.js';
import type { Timeline } from './timeline.js';

/** The one account there is. */
export const ACCOUNT = '123456789012';

export type Tags = Map<string, string>;

export type InstanceState = 'pending' | 'running' | 'stopping' | 'stopped' | 'shutting-down' | 'terminated';
export type ImageState =
  'pending' | 'transient' | 'available' | 'failed' | 'error' | 'invalid' | 'disabled' | 'deregistered';
export type SnapshotState = 'pending' | 'completed' | 'error' | 'deleted';

/** What all things have. Times in cloud ms. */
export interface Thing {
  readonly id: string;
  readonly createdAt: number;
  readonly tags: Tags;
}

export interface Instance extends Thing {
  readonly region: string;
  readonly reservationId: string;
  readonly launchIndex: number;
  readonly image: Image;
  readonly zone: string;
  readonly subnetId: string;
  readonly vpcId: string;
  readonly keyName?: string;
  readonly profile?: string;
  readonly token?: string;
  readonly spotRequestId?: string;
  readonly spotKind?: 'one-time' | 'persistent';
  readonly privateIp: string;
  readonly interface: {
    readonly id: string;
    readonly mac: string;
    readonly attachmentId: string;
    readonly tags: Tags;
  };
  readonly metadata: MetadataOptions;
  readonly volumes: Volume[];
  readonly outcome: Outcome;
  readonly timeline: Timeline<InstanceState>;
  readonly wantsPublicIp: boolean;
  readonly monitored: boolean;
  publicIp?: string;
  /** Of the last start. */
  launchedAt: number;
  type: InstanceType;
  groupIds: readonly string[];
  /** Base64, as it came. */
  userData?: string;
  ebsOptimized: boolean;
  sourceDestCheck: boolean;
  shutdownBehavior: 'stop' | 'terminate';
  terminationProtected: boolean;
  stopProtected: boolean;
}

export interface MetadataOptions {
  httpTokens: string;
  httpPutResponseHopLimit: number;
  httpEndpoint: string;
  httpProtocolIpv6: string;
  instanceMetadataTags: string;
}

/** A disk as an image describes it or a launch asks for it. Size in GiB. */
export interface Disk {
  readonly device: string;
  readonly snapshotId?: string;
  readonly size: number;
  readonly type: string;
  readonly iops?: number;
  readonly throughput?: number;
  readonly encrypted: boolean;
  readonly kmsKeyId?: string;
  readonly deleteOnTermination: boolean;
}

export interface Image extends Thing {
  createdAt: number;
  readonly name: string;
  readonly ownerId: string;
  ownerAlias?: string;
  readonly architecture: 'x86_64' | 'arm64';
  readonly windows: boolean;
  readonly platformDetails: string;
  readonly usageOperation: string;
  readonly rootDeviceName: string;
  readonly disks: readonly Disk[];
  readonly bootMode?: string;
  readonly tpm: boolean;
  sourceImage?: { readonly id: string; readonly region: string };
  readonly sourceInstanceId?: string;
  readonly timeline: Timeline<ImageState>;
  /** Account IDs, and the ARNs of organisations and of their units. */
  readonly launchableBy: Set<string>;
  description: string;
  imdsSupport?: string;
  public: boolean;
  deprecatedAt?: number;
  protected: boolean;
}

export interface Snapshot extends Thing {
  readonly ownerId: string;
  readonly volumeId: string;
  readonly size: number;
  readonly description: string;
  readonly encrypted: boolean;
  readonly kmsKeyId?: string;
  readonly timeline: Timeline<SnapshotState>;
  /** Account IDs, or `all`. */
  readonly usableBy: Set<string>;
}

export interface Volume extends Thing {
  readonly zone: string;
  readonly disk: Disk;
  readonly instance: Instance;
  deleteOnTermination: boolean;
  deletedAt?: number;
}

export interface Rule {
  readonly id: string;
  readonly egress: boolean;
  readonly protocol: string;
  readonly from?: number;
  readonly to?: number;
  readonly cidr?: string;
  readonly cidr6?: string;
  readonly groupId?: string;
  readonly description?: string;
}

export interface Group extends Thing {
  readonly name: string;
  readonly description: string;
  readonly vpcId: string;
  readonly rules: Rule[];
}

export interface KeyPair extends Thing {
  readonly name: string;
  readonly type: 'rsa' | 'ed25519';
  readonly fingerprint: string;
  readonly publicKey: string;
}

export interface Vpc extends Thing {
  readonly cidr: string;
  readonly isDefault: boolean;
}

export interface Subnet extends Thing {
  readonly vpcId: string;
  readonly zone: string;
  readonly zoneId: string;
  readonly cidr: string;
  readonly defaultForZone: boolean;
  readonly mapPublicIp: boolean;
  /** How many addresses were given out; the first four and the last are EC2's own. */
  used: number;
}

export interface Region {
  readonly name: string;
  readonly instances: Map<string, Instance>;
  /** Added by `addImage` alone. */
  readonly images: Map<string, Image>;
  /** The images that have a snapshot, registered or no longer, by the snapshot's ID. */
  readonly imagesWith: Map<string, Set<Image>>;
  readonly snapshots: Map<string, Snapshot>;
  readonly volumes: Map<string, Volume>;
  readonly groups: Map<string, Group>;
  readonly keyPairs: Map<string, KeyPair>;
  readonly vpcs: Map<string, Vpc>;
  readonly subnets: Map<string, Subnet>;
  readonly launchTemplates: Map<string, LaunchTemplate>;
  /** KMS's, by their IDs, and by which names they go. */
  readonly keys: Map<string, Key>;
  readonly keyAliases: Map<string, KeyAlias>;
  readonly autoScaling: AutoScaling;
  readonly codeDeploy: CodeDeploy;
  /** CloudFormation's, by their ARNs; those that were deleted, too. */
  readonly stacks: Map<string, Stack>;
  readonly beanstalk: Beanstalk;
  readonly parameters: Map<string, Parameter>;
  readonly tokens: Map<string, Remembered>;
  readonly buckets: Map<string, Bucket>;
}

export interface World {
  readonly clock: Clock;
  readonly settings: CloudSettings;
  readonly chance: () => number;
  readonly regions: Map<string, Region>;
  /** S3's, by their names. */
  readonly storage: Map<string, StorageBucket>;
  readonly faults: Fault[];
  readonly shortages: Shortage[];
  readonly outcomes: Outcome[];
  readonly imageOutcomes: ImageOutcome[];
  readonly deploymentOutcomes: DeploymentOutcome[];
  readonly stackOutcomes: StackOutcome[];
  readonly environmentOutcomes: EnvironmentOutcome[];
  readonly record: RequestRecord[];
  /** Asked whether each request is allowed; everything is without it. */
  authorizer: Authorizer | undefined;
  /** Instances launched so far, in all regions: what an outcome's `index` counts. */
  launched: number;
  /** Images made so far by CreateImage and CopyImage, in all regions: what an image outcome's `index` counts. */
  imaged: number;
  /** Deployments made so far by CodeDeploy, in all regions: what a deployment outcome's `index` counts. */
  deployed: number;
}
