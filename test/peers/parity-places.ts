/** What is there before any machine: the account, places, types, parameters, keys and security groups. */
import * as ec2 from '@aws-sdk/client-ec2';
import * as ssm from '@aws-sdk/client-ssm';
import { INSTANCE_TYPES } from '../../src/endpoint/catalogue/instance-types.js';
import { ABSENT, AL2023, ask, askSsm, ZONE, type Case } from './case.js';
import { callerIdentity } from './sides.js';

/** An RSA key that was made for this test and thrown away. */
const PUBLIC_KEY =
  'ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQC1+cPqk2sLfPceE+Aul0wn1d4p50VXoO+bhDaght9i/GB14+8r7qv+xTBegKiEZD8yyKcsUWWYBlxpIGAdfYaVpPCkNTkowZBnEB1oO+lncY4BiwFwX1YRPaeA9nDraEbjs1hPM4Scy9VLIXYisVSdxz00Z4LiRy17069QpnmDKDBPz6mV5UT/VgJZ/IIOoYrCIJb7+614cGRmxsJfOjYujpFAywpsTcQzP7qNOonaLm2dTRYTZiIVcR6Ry+xHBxGAGHM0R6iDl2eq3DBcG1n2s0unv/3a27eCF7SdbOWtxTfdtRpRygklErN1wH8JaVxP9+tw7v/8wfq7VYz/d3Fb peers';

const ACCOUNT_AND_PLACE: readonly Case[] = [
  { action: 'GetCallerIdentity', name: 'who we are', ask: callerIdentity },
  ask(ec2.DescribeRegionsCommand, 'two by name', () => ({ RegionNames: ['eu-west-1', 'us-east-1'] })),
  ask(ec2.DescribeRegionsCommand, 'one that does not exist', () => ({ RegionNames: ['mars-east-1'] })),
  ask(ec2.DescribeAvailabilityZonesCommand, 'all', () => ({})),
  ask(ec2.DescribeAvailabilityZonesCommand, 'one by name', () => ({ ZoneNames: [ZONE] })),
  ask(ec2.DescribeAvailabilityZonesCommand, 'one that does not exist', () => ({ ZoneNames: ['us-east-1z'] })),
  ask(
    ec2.DescribeVpcsCommand,
    'the default',
    () => ({ Filters: [{ Name: 'isDefault', Values: ['true'] }] }),
    {
      vpc: 'Vpcs.0.VpcId',
    },
  ),
  ask(ec2.DescribeVpcsCommand, 'one that does not exist', () => ({ VpcIds: [ABSENT.vpc] })),
  ask(
    ec2.DescribeSubnetsCommand,
    'the default one of a zone',
    () => ({ Filters: [{ Name: 'availability-zone', Values: [ZONE] }] }),
    { subnet: 'Subnets.0.SubnetId' },
  ),
  ask(ec2.DescribeSubnetsCommand, 'one that does not exist', () => ({ SubnetIds: [ABSENT.subnet] })),
  ask(ec2.DescribeInstanceTypesCommand, 't3.micro', () => ({ InstanceTypes: ['t3.micro' as const] })),
  ask(ec2.DescribeInstanceTypesCommand, 'all that the endpoint has', () => ({
    InstanceTypes: [...INSTANCE_TYPES.keys()] as ec2._InstanceType[],
  })),
  ask(ec2.DescribeInstanceTypesCommand, 'one that does not exist', () => ({
    InstanceTypes: ['t99.micro' as ec2._InstanceType],
  })),
  ask(ec2.DescribeInstanceTypeOfferingsCommand, 't3.micro by zone', () => ({
    LocationType: 'availability-zone' as const,
    Filters: [
      { Name: 'instance-type', Values: ['t3.micro'] },
      { Name: 'location', Values: [ZONE] },
    ],
  })),
];

const PARAMETERS: readonly Case[] = [
  askSsm(ssm.GetParameterCommand, 'of a public image', () => ({ Name: AL2023 }), { ami: 'Parameter.Value' }),
  askSsm(ssm.GetParameterCommand, 'that does not exist', () => ({ Name: '/none' })),
  askSsm(ssm.GetParametersCommand, 'one that is there and one that is not', () => ({
    Names: [AL2023, '/none'],
  })),
  askSsm(ssm.GetParametersCommand, 'too many', () => ({ Names: 'abcdefghijk'.split('') })),
  askSsm(ssm.PutParameterCommand, 'anew', () => ({
    Name: '/golden/web',
    Value: 'one',
    Type: 'String' as const,
  })),
  askSsm(ssm.PutParameterCommand, 'again', () => ({
    Name: '/golden/web',
    Value: 'two',
    Type: 'String' as const,
  })),
  askSsm(ssm.PutParameterCommand, 'over it', () => ({
    Name: '/golden/web',
    Value: 'two',
    Type: 'String' as const,
    Overwrite: true,
  })),
  askSsm(ssm.PutParameterCommand, 'under a reserved name', () => ({
    Name: '/aws/x',
    Value: 'x',
    Type: 'String' as const,
  })),
  askSsm(ssm.GetParameterCommand, 'in its first version', () => ({ Name: '/golden/web:1' })),
  askSsm(ssm.GetParameterCommand, 'in a version that does not exist', () => ({ Name: '/golden/web:9' })),
  askSsm(ssm.GetParametersByPathCommand, 'of a folder', () => ({ Path: '/golden', Recursive: true })),
  askSsm(ssm.PutParameterCommand, 'a secret', () => ({
    Name: '/golden/secret',
    Value: 'hush',
    Type: 'SecureString' as const,
  })),
  askSsm(ssm.GetParameterCommand, 'a secret', () => ({ Name: '/golden/secret' })),
  askSsm(ssm.GetParametersCommand, 'a secret, decrypted', () => ({
    Names: ['/golden/secret'],
    WithDecryption: true,
  })),
  askSsm(ssm.DescribeInstanceInformationCommand, 'of no instance', () => ({})),
  askSsm(ssm.DeleteParameterCommand, 'that is there', () => ({ Name: '/golden/web' })),
  askSsm(ssm.DeleteParameterCommand, 'that is not', () => ({ Name: '/golden/web' })),
];

const web = { GroupName: 'web', Description: 'Web servers' };
const http: ec2.IpPermission = {
  IpProtocol: 'tcp',
  FromPort: 80,
  ToPort: 80,
  IpRanges: [{ CidrIp: '10.0.0.0/8', Description: 'inside' }],
};
const dns: ec2.IpPermission = {
  IpProtocol: 'udp',
  FromPort: 53,
  ToPort: 53,
  IpRanges: [{ CidrIp: '10.0.0.2/32' }],
};

const KEYS_AND_GROUPS: readonly Case[] = [
  ask(ec2.CreateKeyPairCommand, 'rsa', () => ({ KeyName: 'made' })),
  ask(ec2.CreateKeyPairCommand, 'again', () => ({ KeyName: 'made' })),
  ask(ec2.ImportKeyPairCommand, 'rsa', () => ({
    KeyName: 'brought',
    PublicKeyMaterial: Buffer.from(PUBLIC_KEY),
  })),
  ask(ec2.ImportKeyPairCommand, 'no key', () => ({
    KeyName: 'bad',
    PublicKeyMaterial: Buffer.from('not a key'),
  })),
  ask(ec2.DescribeKeyPairsCommand, 'by name', () => ({ KeyNames: ['made'] })),
  ask(ec2.DescribeKeyPairsCommand, 'that does not exist', () => ({ KeyNames: ['none'] })),
  ask(ec2.DeleteKeyPairCommand, 'that is there', () => ({ KeyName: 'brought' })),
  ask(ec2.DeleteKeyPairCommand, 'that is not', () => ({ KeyName: 'brought' })),
  ask(ec2.CreateSecurityGroupCommand, 'in the VPC', (known) => ({ ...web, VpcId: known('vpc') }), {
    group: 'GroupId',
  }),
  ask(ec2.CreateSecurityGroupCommand, 'again', (known) => ({ ...web, VpcId: known('vpc') })),
  ask(ec2.AuthorizeSecurityGroupIngressCommand, 'a port', (known) => ({
    GroupId: known('group'),
    IpPermissions: [http],
  })),
  ask(ec2.AuthorizeSecurityGroupIngressCommand, 'again', (known) => ({
    GroupId: known('group'),
    IpPermissions: [http],
  })),
  ask(ec2.AuthorizeSecurityGroupEgressCommand, 'a port', (known) => ({
    GroupId: known('group'),
    IpPermissions: [dns],
  })),
  ask(ec2.DescribeSecurityGroupsCommand, 'by ID', (known) => ({ GroupIds: [known('group')] })),
  ask(ec2.DescribeSecurityGroupsCommand, 'that does not exist', () => ({ GroupIds: [ABSENT.group] })),
  ask(ec2.RevokeSecurityGroupIngressCommand, 'the port', (known) => ({
    GroupId: known('group'),
    IpPermissions: [http],
  })),
  ask(ec2.RevokeSecurityGroupIngressCommand, 'again', (known) => ({
    GroupId: known('group'),
    IpPermissions: [http],
  })),
  ask(ec2.RevokeSecurityGroupEgressCommand, 'the port', (known) => ({
    GroupId: known('group'),
    IpPermissions: [dns],
  })),
];

export const PLACE_CASES: readonly Case[] = [...ACCOUNT_AND_PLACE, ...PARAMETERS, ...KEYS_AND_GROUPS];
