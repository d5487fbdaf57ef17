/** CloudFormation and Elastic Beanstalk, as far as an image is handed on by them. */
import * as beanstalk from '@aws-sdk/client-elastic-beanstalk';
import * as stacks from '@aws-sdk/client-cloudformation';
import { askBeanstalk, askStacks, type Case, type Known } from './case.js';

const StackName = 'of-the-peers';
const TemplateBody = `
AWSTemplateFormatVersion: 2010-09-09
Description: One launch template
Parameters:
  Image: { Type: String, Description: An image }
  Size: { Type: String, Default: t3.micro, Description: A type }
Resources:
  Template:
    Type: AWS::EC2::LaunchTemplate
    Properties:
      LaunchTemplateName: of-the-stack
      LaunchTemplateData: { ImageId: !Ref Image, InstanceType: !Ref Size }
Outputs:
  Template: { Value: !Ref Template, Description: Its ID }
`;
const image = (ParameterValue: string) => [{ ParameterKey: 'Image', ParameterValue }];
const Parameters = [{ ParameterKey: 'Image', UsePreviousValue: true }];
const size = { ParameterKey: 'Size' };
const update = (given: Partial<stacks.UpdateStackCommandInput>) => (known: Known) => ({
  StackName,
  UsePreviousTemplate: true,
  Parameters: image(known('ami')),
  ...given,
});

const STACKS: readonly Case[] = [
  askStacks(stacks.GetTemplateSummaryCommand, 'of no stack', () => ({ TemplateBody })),
  askStacks(stacks.CreateStackCommand, 'anew', (known) => ({
    StackName,
    TemplateBody,
    Parameters: image(known('ami')),
    Tags: [{ Key: 'team', Value: 'web' }],
  })),
  askStacks(stacks.CreateStackCommand, 'of a name that is taken', (known) => ({
    StackName,
    TemplateBody,
    Parameters: image(known('ami')),
  })),
  askStacks(stacks.CreateStackCommand, 'without a value', () => ({ StackName: 'other', TemplateBody })),
  askStacks(stacks.DescribeStacksCommand, 'made', () => ({ StackName })),
  askStacks(stacks.DescribeStacksCommand, 'that does not exist', () => ({ StackName: 'none' })),
  askStacks(stacks.DescribeStackResourcesCommand, 'made', () => ({ StackName })),
  askStacks(stacks.GetTemplateCommand, 'made', () => ({ StackName })),
  askStacks(
    stacks.UpdateStackCommand,
    'to what it is',
    update({ Parameters: [...Parameters, { ...size, UsePreviousValue: true }] }),
  ),
  askStacks(stacks.UpdateStackCommand, 'that does not exist', update({ StackName: 'none' })),
  askStacks(
    stacks.UpdateStackCommand,
    'to a value that is another and the same',
    update({ Parameters: [...Parameters, { ...size, UsePreviousValue: true, ParameterValue: 't3.small' }] }),
  ),
  askStacks(
    stacks.UpdateStackCommand,
    'of a value',
    update({ Parameters: [...Parameters, { ...size, ParameterValue: 't3.small' }] }),
  ),
  askStacks(stacks.DescribeStacksCommand, 'updated', () => ({ StackName })),
  askStacks(stacks.DescribeStackEventsCommand, 'updated', () => ({ StackName })),
  askStacks(stacks.CancelUpdateStackCommand, 'that is not under way', () => ({ StackName })),
  askStacks(stacks.DeleteStackCommand, 'made', () => ({ StackName })),
  askStacks(stacks.DescribeStacksCommand, 'deleted', () => ({ StackName })),
];

const shop = { ApplicationName: 'shop', EnvironmentName: 'shop-live' };
const SolutionStackName = '64bit Amazon Linux 2023 v4.7.0 running Docker';
const { EnvironmentName } = shop;

const ENVIRONMENTS: readonly Case[] = [
  askBeanstalk(beanstalk.CreateApplicationCommand, 'anew', () => ({ ApplicationName: 'shop' })),
  askBeanstalk(beanstalk.CreateApplicationCommand, 'of a name that is taken', () => ({
    ApplicationName: 'shop',
  })),
  askBeanstalk(beanstalk.CreateEnvironmentCommand, 'anew', () => ({ ...shop, SolutionStackName })),
  askBeanstalk(beanstalk.CreateEnvironmentCommand, 'of a name that is taken', () => ({
    ...shop,
    SolutionStackName,
  })),
  askBeanstalk(beanstalk.CreateEnvironmentCommand, 'of no application', () => ({
    ...shop,
    ApplicationName: 'none',
    SolutionStackName,
  })),
  askBeanstalk(beanstalk.DescribeEnvironmentsCommand, 'all', () => ({})),
  askBeanstalk(beanstalk.DescribePlatformVersionCommand, 'that does not exist', () => ({
    PlatformArn: 'arn:aws:elasticbeanstalk:us-east-1::platform/none/1.0.0',
  })),
  askBeanstalk(beanstalk.DescribeConfigurationSettingsCommand, 'made', () => shop),
  askBeanstalk(beanstalk.UpdateEnvironmentCommand, 'of a description', () => ({
    EnvironmentName,
    Description: 'Our shop',
  })),
  askBeanstalk(beanstalk.AbortEnvironmentUpdateCommand, 'that is not under way', () => ({ EnvironmentName })),
  askBeanstalk(beanstalk.DescribeEventsCommand, 'made', () => ({ EnvironmentName })),
  askBeanstalk(beanstalk.TerminateEnvironmentCommand, 'made', () => ({ EnvironmentName })),
];

export const STACK_CASES: readonly Case[] = [...STACKS, ...ENVIRONMENTS];
