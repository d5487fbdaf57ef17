/** What moto has otherwise of Auto Scaling groups that have instances. */
import { because, under, type AllowedDifference } from './allowed-row.js';

const GROUP = 'AutoScalingGroups[].';
const INSTANCE = 'AutoScalingGroups[].Instances[].';
const EC2_INSTANCE = 'Reservations[].Instances[].';
const UNREADABLE = ['Error.code', 'Error.status'];

const REFUSALS = [
  ...because('moto does not know this action: status 500 and a page of HTML.', {
    StartInstanceRefresh: ['Error'],
    DescribeInstanceRefreshes: ['Error'],
    CancelInstanceRefresh: UNREADABLE,
    RollbackInstanceRefresh: UNREADABLE,
  }),
  ...because('moto breaks: status 500 and a page of HTML.', {
    'SetInstanceHealth: healthy': ['Error'],
    'SetDesiredCapacity: of no group': UNREADABLE,
    'SetInstanceProtection: of no group': UNREADABLE,
    'SuspendProcesses: of no group': UNREADABLE,
    'TerminateInstanceInAutoScalingGroup: that does not exist': UNREADABLE,
  }),
  ...because('moto does not refuse this.', {
    'SetDesiredCapacity: more than there may be': ['Error'],
    'DeleteAutoScalingGroup: with instances': ['Error'],
  }),
  ...because('moto has load balancers, and looks the target groups up there; the endpoint takes any.', {
    AttachLoadBalancerTargetGroups: ['Error'],
    DetachLoadBalancerTargetGroups: ['Error'],
  }),
  ...because("moto has deleted the group, which wasn't refused.", {
    'DeleteAutoScalingGroup: with instances, by force': ['Error'],
  }),
  ...because("moto answers with EC2's error, which the API reference of Auto Scaling does not have.", {
    'SetInstanceHealth: that does not exist': ['Error.code'],
  }),
];

const ANSWERS = [
  ...because('moto answers no activities.', {
    DescribeScalingActivities: ['Activities'],
    EnterStandby: ['Activities'],
    ExitStandby: ['Activities'],
  }),
  ...because("moto's activity is over at once; its time has a form of its own; it lacks place and group.", {
    TerminateInstanceInAutoScalingGroup: under(
      'Activity.',
      'AutoScalingGroupARN',
      'Cause',
      'Details',
      'EndTime',
      'Progress',
    ),
  }),
  ...because("The API reference's example has the health in capitals here.", {
    DescribeAutoScalingInstances: ['AutoScalingInstances[].HealthStatus'],
  }),
  ...because('moto answers an empty reason.', {
    DescribeAutoScalingGroups: [`${GROUP}SuspendedProcesses[].SuspensionReason`],
  }),
];

const INSTANCES = [
  ...because(
    "moto lists instances in an order of its own, and answers the version that the group had when it was made, with the type of the group's version now.",
    {
      DescribeAutoScalingGroups: under(
        INSTANCE,
        'InstanceId',
        'InstanceType',
        'LaunchTemplate.Version',
        'LifecycleState',
        'ProtectedFromScaleIn',
      ),
    },
  ),
  ...because('moto does not decrement the desired capacity for what is on standby.', {
    'DescribeAutoScalingGroups: with one on standby': [`${GROUP}DesiredCapacity`],
  }),
  ...because(
    "moto takes neither disks nor metadata options from the template's image, and gives no security group.",
    {
      'DescribeInstances: of a group': under(
        EC2_INSTANCE,
        'BlockDeviceMappings[].DeviceName',
        'ClientToken',
        'MetadataOptions.HttpPutResponseHopLimit',
        'MetadataOptions.HttpTokens',
        'SecurityGroups',
      ),
    },
  ),
];

export const OF_MOTO_SCALING: readonly AllowedDifference[] = [...REFUSALS, ...ANSWERS, ...INSTANCES];
