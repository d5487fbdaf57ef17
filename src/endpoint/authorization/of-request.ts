/**
 * The questions that AWS would ask of IAM for a request.
 *
 * Source: Service Authorization Reference, "Actions, resources, and condition keys for Amazon EC2" and "… AWS Systems
 * Manager", "… AWS Key Management Service". Only the actions of the tables below are asked about by resource here; all others on `*`.
 */
import type { JsonInput } from '../actions/json-action.js';
import { asLaunched } from '../actions/launch/template.js';
import { text, texts, type Params } from '../protocol/query.js';
import type { Asked, QueryService } from '../services/request.js';
import { KINDS, seen, type View } from '../world/consistency.js';
import { findKey } from '../world/keys.js';
import { ACCOUNT } from '../world/state.js';
import type { Authorization } from './authorization.js';
import { ofCodeDeploy } from './of-code-deploy.js';
import { ofCopying, ofDeregistering, ofImaging, ofTagging, onImage, onSnapshot } from './of-images.js';
import { launchAuthorizations } from './of-launch.js';
import { onTemplate } from './of-templates.js';
import { scalingAuthorizations } from './of-scaling.js';
import { ofBeanstalk, ofStacks } from './of-stacks.js';
import { parameterArn } from './parameter-arn.js';
import { resourceTags } from './tags.js';

/** Who is signed in may ask STS who that is, whatever the policies say. Source: STS API reference, GetCallerIdentity. */
export function authorizationsOf(asked: Asked, view: View): Authorization[] {
  if (asked.service === 'sts') return [];
  const found = questionsOf(asked, view);
  const { name } = view.region;
  return found.map(({ action, context, ...others }) => ({
    action,
    ...others,
    context: {
      // IAM itself is in no region.
      ...(!action.startsWith('iam:') && { 'aws:RequestedRegion': name }),
      ...(action.startsWith('ec2:') && { 'ec2:Region': name }),
      ...context,
    },
  }));
}

function questionsOf(asked: Asked, view: View): Authorization[] {
  switch (asked.service) {
    case 'ec2':
      return ofEc2(asked, view);
    case 'ssm':
      return ofSsm(asked, view);
    case 's3':
      return ofStorage(asked);
    case 'kms':
      return ofKms(asked, view);
    case 'codedeploy':
      return ofCodeDeploy(asked, view);
    case 'autoscaling':
      return scalingAuthorizations(asked.action, asked.params, view);
    case 'cloudformation':
      return ofStacks(asked, view);
    case 'elasticbeanstalk':
      return ofBeanstalk(asked, view);
    default:
      return [everywhere(`${asked.service}:${asked.action}`)];
  }
}

type Questions<P> = (params: P, view: View, action: string) => Authorization[];

const BY_RESOURCE: Readonly<Record<string, Questions<Params>>> = {
  RunInstances: (params, view) => launchAuthorizations(asLaunched(params, view), view),
  TerminateInstances: (params, view, action) => onInstances(texts(params, 'InstanceId'), view, action),
  GetConsoleOutput: (params, view, action) => onInstances([text(params, 'InstanceId')], view, action),
  ModifyInstanceAttribute: (params, view, action) => onInstances([text(params, 'InstanceId')], view, action),
  StartInstances: (params, view, action) => onInstances(texts(params, 'InstanceId'), view, action),
  StopInstances: (params, view, action) => onInstances(texts(params, 'InstanceId'), view, action),
  CreateImage: ofImaging((id, view, action) => onInstances([id], view, action)),
  CopyImage: ofCopying,
  CreateTags: ofTagging,
  DeregisterImage: ofDeregistering,
  DeleteSnapshot: onSnapshot,
  DescribeImageAttribute: onImage,
  ModifyImageAttribute: onImage,
  EnableImageDeprecation: onImage,
  CreateLaunchTemplate: onTemplate,
  CreateLaunchTemplateVersion: onTemplate,
  DeleteLaunchTemplate: onTemplate,
  DeleteLaunchTemplateVersions: onTemplate,
  DescribeImageReferences: (_params, view, action) => [
    everywhere(action),
    ...REFERRING.map((one) => viaImages(one, view)),
  ],
};

/** What EC2 looks at on the asker's behalf. Source: AWS managed policy AmazonEC2ImageReferencesAccessPolicy. */
const REFERRING = [
  'ec2:DescribeInstances',
  'ec2:DescribeLaunchTemplates',
  'ec2:DescribeLaunchTemplateVersions',
  'ssm:DescribeParameters',
  'ssm:GetParameters',
  'imagebuilder:ListImageRecipes',
  'imagebuilder:ListContainerRecipes',
  'imagebuilder:GetContainerRecipe',
];

/** Actions that are about one thing are asked about any of them. */
const REFERRED: Readonly<Record<string, string>> = {
  'ssm:GetParameters': 'ssm:REGION:ACCOUNT:parameter/*',
  'imagebuilder:GetContainerRecipe': 'imagebuilder:REGION:ACCOUNT:container-recipe/any/1.0.0',
};

function viaImages(action: string, { region }: View): Authorization {
  const known = REFERRED[action]?.replace('REGION', region.name).replace('ACCOUNT', ACCOUNT);
  const resource = known === undefined ? '*' : `arn:aws:${known}`;
  return { action, resource, context: { 'aws:CalledVia': ['ec2-images.amazonaws.com'] } };
}

const PARAMETERS: Readonly<Record<string, Questions<JsonInput>>> = {
  GetParameter: ({ Name }, view, action) => onParameters([Name], view, action),
  PutParameter: ({ Name }, view, action) => onParameters([Name], view, action),
  GetParameters: ({ Names }, view, action) => onParameters(Array.isArray(Names) ? Names : [], view, action),
};

function ofEc2({ action, params }: Extract<Asked, { service: QueryService }>, view: View): Authorization[] {
  const questions = Object.hasOwn(BY_RESOURCE, action) ? BY_RESOURCE[action] : undefined;
  return questions?.(params, view, `ec2:${action}`) ?? [everywhere(`ec2:${action}`)];
}

function ofSsm(
  { action, params }: Extract<Asked, { service: 'ssm' | 'kms' | 'codedeploy' }>,
  view: View,
): Authorization[] {
  const questions = Object.hasOwn(PARAMETERS, action) ? PARAMETERS[action] : undefined;
  return questions?.(params, view, `ssm:${action}`) ?? [everywhere(`ssm:${action}`)];
}

/** A key goes by its ARN, whatever names it. Source: KMS developer guide, "Using aliases to control access to KMS keys". */
function ofKms(
  { action, params }: Extract<Asked, { service: 'ssm' | 'kms' | 'codedeploy' }>,
  { region }: View,
): Authorization[] {
  const { KeyId: given } = params;
  const key = typeof given === 'string' ? findKey(region, given) : undefined;
  return [{ action: `kms:${action}`, resource: key?.arn ?? '*', context: {} }];
}

/** Source: Service Authorization Reference, "Actions, resources, and condition keys for Amazon S3". */
const STORAGE_ACTIONS: Readonly<Record<string, string>> = {
  HeadBucket: 'ListBucket',
  HeadObject: 'GetObject',
  ListBuckets: 'ListAllMyBuckets',
  ListObjectsV2: 'ListBucket',
};

function ofStorage({
  action,
  request: { bucket, key, query },
}: Extract<Asked, { service: 's3' }>): Authorization[] {
  const prefix = query.get('prefix');
  const resource = bucket === '' ? '*' : `arn:aws:s3:::${bucket}${key === '' ? '' : `/${key}`}`;
  const context = prefix === null ? {} : { 's3:prefix': prefix };
  return [{ action: `s3:${STORAGE_ACTIONS[action] ?? action}`, resource, context }];
}

const everywhere = (action: string): Authorization => ({ action, resource: '*', context: {} });

/**
 * What EC2 does not show (yet, or any longer) has no tags that a condition could match. From memory: AWS says nowhere
 * which of two calls right after a launch knows the tags.
 */
function onInstances(ids: readonly (string | undefined)[], view: View, action: string): Authorization[] {
  const known = new Map(seen(view, KINDS.instance).map((instance) => [instance.id, instance]));
  return ids.map((id = '*') => {
    const instance = known.get(id);
    return {
      action,
      resource: `arn:aws:ec2:${view.region.name}:${ACCOUNT}:instance/${id}`,
      context: { ...resourceTags(instance), ...(instance && { 'ec2:InstanceType': instance.type.name }) },
    };
  });
}

function onParameters(names: readonly unknown[], { region }: View, action: string): Authorization[] {
  return names
    .filter((name) => typeof name === 'string')
    .map((name) => ({ action, resource: parameterArn(region.name, name), context: {} }));
}
