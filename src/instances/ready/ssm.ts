import { eachOpen, type Watch } from './look-for.js';

/** DescribeInstanceInformation answers at most 50 instances a page. Source: SSM API reference. */
const AT_ONCE = 50;

/** The SSM agent has registered and is online: Session Manager and Run Command work. */
export const ssm: Watch = (_condition, { roster }) => ({
  schedule: { first: 0, every: 1_000, most: 3_000 },
  advice:
    'The SSM agent has not come online. The image needs the agent, the instance a role with AmazonSSMManagedInstanceCore (`iam-instance-profile`) and a way to SSM: a public address, NAT or VPC endpoints.',
  look: eachOpen(
    roster.ids,
    AT_ONCE,
    async (ids, { ssm: send }) => {
      const { InstanceInformationList = [] } = await send('DescribeInstanceInformation', {
        Filters: [{ Key: 'InstanceIds', Values: [...ids] }],
        MaxResults: AT_ONCE,
      });
      return InstanceInformationList.flatMap(({ InstanceId, PingStatus }) =>
        InstanceId !== undefined && PingStatus === 'Online' ? [InstanceId] : [],
      );
    },
    'the agent is not online',
  ),
});
