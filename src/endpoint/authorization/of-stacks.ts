/**
 * What the calls of CloudFormation and Elastic Beanstalk ask of IAM.
 *
 * Source: Service Authorization Reference, "Actions, resources, and condition keys for AWS CloudFormation" and "… AWS Elastic
 * Beanstalk". What those services then do of EC2 in the caller's name is not asked about here.
 */
import { needed, text, texts } from '../protocol/query.js';
import type { Asked, QueryService } from '../services/request.js';
import type { View } from '../world/consistency.js';
import { ACCOUNT } from '../world/state.js';
import type { Authorization } from './authorization.js';

type AskedByQuery = Extract<Asked, { service: QueryService }>;

/** A stack is asked about by its ARN, which ends in an ID that no policy knows before. */
export function ofStacks({ action, params }: AskedByQuery, { region }: View): Authorization[] {
  const asked = text(params, 'StackName');
  const known = asked === undefined ? undefined : idOf(asked, region);
  const resource =
    asked === undefined
      ? '*'
      : (known ?? `arn:aws:cloudformation:${region.name}:${ACCOUNT}:stack/${asked}/*`);
  const role = text(params, 'RoleARN');
  const passing: Authorization[] =
    role === undefined
      ? []
      : [
          {
            action: 'iam:PassRole',
            resource: role,
            context: { 'iam:PassedToService': 'cloudformation.amazonaws.com' },
          },
        ];
  return [{ action: `cloudformation:${action}`, resource, context: {} }, ...passing];
}

function idOf(asked: string, { stacks }: View['region']): string | undefined {
  return stacks.has(asked) ? asked : [...stacks.values()].findLast(({ name }) => name === asked)?.id;
}

/** An environment is asked about by its ARN and as a part of its application; a platform by its own. */
export function ofBeanstalk({ action, params }: AskedByQuery, { region }: View): Authorization[] {
  const arn = (rest: string) => `arn:aws:elasticbeanstalk:${region.name}:${ACCOUNT}:${rest}`;
  const names = [
    ...texts(params, 'EnvironmentNames.member'),
    ...[text(params, 'EnvironmentName') ?? []].flat(),
  ];
  const all = [...region.beanstalk.environments.values()];
  const resources = names.map((name) => {
    const application = all.find((one) => one.name === name)?.application ?? text(params, 'ApplicationName');
    return arn(`environment/${application ?? '*'}/${name}`);
  });
  const about =
    action === 'DescribePlatformVersion'
      ? [needed(params, 'PlatformArn')]
      : resources.length > 0
        ? resources
        : [
            text(params, 'ApplicationName') === undefined
              ? '*'
              : arn(`application/${text(params, 'ApplicationName') ?? ''}`),
          ];
  return about.map((resource) => ({ action: `elasticbeanstalk:${action}`, resource, context: {} }));
}
