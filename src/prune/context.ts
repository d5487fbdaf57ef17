import type { AutoScalingSender, Ec2Sender, ReadingEc2, ReadingSsm, SsmSender } from '../aws/calls.js';
import type { ReadContext } from '../context.js';

/** What looking takes. A plan has no more. */
export interface LookContext extends Pick<ReadContext, 'clock' | 'log' | 'signal'> {
  readonly ec2: Ec2Sender<ReadingEc2>;
  readonly ssm: SsmSender<ReadingSsm>;
  readonly autoscaling: AutoScalingSender;
}

export interface RemoveContext extends LookContext {
  readonly ec2: Ec2Sender;
}
