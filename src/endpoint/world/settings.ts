/** How the cloud behaves. All times in cloud seconds. */
export interface CloudSettings {
  /** From launch (or start) to `running`. */
  pendingSeconds: number;
  /** From `running` to the end of the layers, when the signal is written to the console. */
  signalSeconds: number;
  /** From `running` to passed status checks. */
  statusChecksSeconds: number;
  /** From `running` to the SSM agent being online, where the instance has a profile. */
  agentSeconds: number;
  stoppingSeconds: number;
  shuttingDownSeconds: number;
  /** Auto Scaling looks that often whether the instances of its groups are healthy. */
  healthCheckSeconds: number;
  /** From StartInstanceRefresh to when the refresh is begun. */
  refreshPendingSeconds: number;
  /** From CreateImage or CopyImage to `available`. */
  imagingSeconds: number;
  /** From CreateDeployment to CodeDeploy's beginning with the first instances. */
  deploymentQueueSeconds: number;
  /** How long CodeDeploy is at one instance. */
  deploymentSeconds: number;
  /** From a request to create, update, delete or roll back a stack to the next thing that it tells. */
  stackSeconds: number;
  /** From a request to launch, update or end an environment of Beanstalk to `Ready`. */
  environmentSeconds: number;
  /** From `Ready` to a health that is not `Grey`. */
  environmentHealthSeconds: number;
  /** For so long is the name of an image still taken after that was deregistered. */
  nameReuseSeconds: number;
  /** From PutParameter to a new version of data type `aws:ec2:image`, if there is such an image. */
  parameterValidationSeconds: number;
  /** For so long is a new thing missing from lists and not found by its ID. */
  consistencySeconds: number;
  /** By how much the console with `Latest` lags behind the machine. */
  consoleDelaySeconds: number;
  /** How long after a change of state the console is posted that is seen without `Latest`. */
  consolePostSeconds: number;
  /** Whether requests are counted against EC2's token buckets. */
  throttle: 'off' | 'ec2';
  /** The names of the instance profiles that exist; any name is taken when left out. */
  instanceProfiles?: readonly string[];
  /** IAM actions that are denied, on whatever resource. */
  denied: readonly string[];
  /** The account's quota of on-demand vCPUs in a region; none when left out. */
  vcpuLimit?: number;
  /** The same for spot. */
  spotVcpuLimit?: number;
  /** In US dollars an hour, of every type; what offers less is refused. */
  spotPrice?: number;
  /** The public address of every new instance that has one: where something answers. Left out, nothing does. */
  publicIp?: string;
}

/** Quicker than EC2 where only patience would be rehearsed; like EC2 in everything else. */
export const DEFAULT_SETTINGS: Readonly<CloudSettings> = {
  pendingSeconds: 4,
  signalSeconds: 4,
  statusChecksSeconds: 20,
  agentSeconds: 6,
  stoppingSeconds: 4,
  shuttingDownSeconds: 4,
  healthCheckSeconds: 60,
  refreshPendingSeconds: 1,
  imagingSeconds: 15,
  deploymentQueueSeconds: 2,
  deploymentSeconds: 7,
  stackSeconds: 5,
  environmentSeconds: 20,
  environmentHealthSeconds: 10,
  nameReuseSeconds: 0,
  parameterValidationSeconds: 1,
  consistencySeconds: 1,
  consoleDelaySeconds: 0.5,
  consolePostSeconds: 30,
  throttle: 'ec2',
  denied: [],
};
