/** A parameter that tells which image is the golden one, and its history. */
import * as ssm from '@aws-sdk/client-ssm';
import { askSsm, type Case } from './case.js';

const Name = '/golden/image';

export const PARAMETER_CASES: readonly Case[] = [
  askSsm(ssm.PutParameterCommand, 'of an image', (known) => ({
    Name,
    Value: known('ami'),
    Type: 'String' as const,
    DataType: 'aws:ec2:image',
    Description: 'The golden image',
  })),
  askSsm(ssm.PutParameterCommand, 'with tags over another', (known) => ({
    Name,
    Value: known('ami'),
    Overwrite: true,
    Tags: [{ Key: 'team', Value: 'web' }],
  })),
  askSsm(ssm.PutParameterCommand, 'of another data type', () => ({
    Name,
    Value: 'text',
    DataType: 'text',
    Overwrite: true,
  })),
  askSsm(ssm.LabelParameterVersionCommand, 'one that can be, one that cannot', () => ({
    Name,
    ParameterVersion: 1,
    Labels: ['stable', '1st'],
  })),
  askSsm(ssm.LabelParameterVersionCommand, 'of no parameter', () => ({ Name: '/none', Labels: ['stable'] })),
  askSsm(ssm.LabelParameterVersionCommand, 'of no version', () => ({
    Name,
    ParameterVersion: 9,
    Labels: ['stable'],
  })),
  askSsm(ssm.GetParameterHistoryCommand, 'with a label', () => ({ Name })),
  askSsm(ssm.GetParameterHistoryCommand, 'of no parameter', () => ({ Name: '/none' })),
  askSsm(ssm.DescribeParametersCommand, 'by name', () => ({
    ParameterFilters: [{ Key: 'Name', Option: 'Equals', Values: [Name] }],
  })),
  askSsm(ssm.DescribeParametersCommand, 'by what is no filter', () => ({
    ParameterFilters: [{ Key: 'Color', Values: ['red'] }],
  })),
  askSsm(ssm.DeleteParameterCommand, 'of the image', () => ({ Name })),
];
