/** A request that both sides are asked, written as briefly as the SDK's types allow. */
import type { Answer } from './compare.js';
import { answerOf, type Side } from './sides.js';

export interface Case {
  readonly action: string;
  readonly name: string;
  readonly ask: (side: Side) => Promise<Answer>;
  /** What later cases refer to: its name, and where it stands in the answer. */
  readonly keep?: Readonly<Record<string, string>>;
}

/** Gives back what an earlier case has kept. */
export type Known = (name: string) => string;
type Keep = Readonly<Record<string, string>>;

/** A class of the SDK's requests; of its constructors' many forms only the input matters here. */
type RequestClass = new (input: never) => { readonly input: object };

const caseOf =
  (service: 'ec2' | 'ssm' | 's3' | 'kms' | 'scaling' | 'codeDeploy' | 'stacks' | 'beanstalk') =>
  <C extends RequestClass>(
    Request: C,
    name: string,
    input: (known: Known) => InstanceType<C>['input'],
    keep: Keep = {},
  ): Case => ({
    action: Request.name.replace(/Command$/, ''),
    name,
    keep,
    ask(side) {
      const client: { send(request: never): Promise<object> } = side[service];
      const known: Known = (kept) => side.known.get(kept) ?? `nothing-kept-as-${kept}`;
      return answerOf(() => client.send(new Request(input(known) as never) as never));
    },
  });

export const ask = caseOf('ec2');
export const askSsm = caseOf('ssm');
export const askS3 = caseOf('s3');
export const askKms = caseOf('kms');
export const askScaling = caseOf('scaling');
export const askCodeDeploy = caseOf('codeDeploy');
export const askStacks = caseOf('stacks');
export const askBeanstalk = caseOf('beanstalk');

/** Well formed, and nowhere. */
export const ABSENT = {
  instance: 'i-0123456789abcdef0',
  image: 'ami-0123456789abcdef0',
  snapshot: 'snap-0123456789abcdef0',
  volume: 'vol-0123456789abcdef0',
  group: 'sg-0123456789abcdef0',
  subnet: 'subnet-0123456789abcdef0',
  vpc: 'vpc-0123456789abcdef0',
  template: 'lt-0123456789abcdef0',
};

export const AL2023 = '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64';
export const ZONE = 'us-east-1b';
