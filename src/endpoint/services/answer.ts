import { refuseUnknown, unlessDryRun, type Action, type Call } from '../actions/action.js';
import { AUTO_SCALING_ACTIONS } from '../actions/auto-scaling/table.js';
import { CODE_DEPLOY_ACTIONS } from '../actions/code-deploy/table.js';
import { BEANSTALK_ACTIONS } from '../actions/beanstalk/table.js';
import { CLOUD_FORMATION_ACTIONS } from '../actions/cloudformation/table.js';
import type { JsonAction } from '../actions/json-action.js';
import { EC2_ACTIONS, KMS_ACTIONS, SSM_ACTIONS, STS_ACTIONS } from '../actions/table.js';
import { ApiError, ec2Error, jsonError, queryError, refuse } from '../protocol/errors.js';
import { element } from '../protocol/xml.js';
import { advanceScaling } from '../scaling/advance.js';
import { regionOf } from '../world/region.js';
import type { World } from '../world/state.js';
import { spendRequest } from '../world/throttle.js';
import type { Asked, QueryService } from './request.js';
import { storageError, storageWork } from './storage.js';

export interface Answer {
  readonly status: number;
  /** Nothing where there is no body. */
  readonly type: string | undefined;
  readonly body: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  readonly errorCode?: string;
}

type Service = Asked['service'];

const XML = 'text/xml;charset=UTF-8';
const JSON_TYPE = 'application/x-amz-json-1.1';

const JSON_TABLES: Readonly<Record<AskedInJson['service'], Readonly<Record<string, JsonAction>>>> = {
  ssm: SSM_ACTIONS,
  kms: KMS_ACTIONS,
  codedeploy: CODE_DEPLOY_ACTIONS,
};

const QUERY_TABLES: Readonly<Record<QueryService, Readonly<Record<string, Action>>>> = {
  ec2: EC2_ACTIONS,
  sts: STS_ACTIONS,
  autoscaling: AUTO_SCALING_ACTIONS,
  cloudformation: CLOUD_FORMATION_ACTIONS,
  elasticbeanstalk: BEANSTALK_ACTIONS,
};

const NAMESPACES = {
  ec2: ' xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"',
  sts: ' xmlns="https://sts.amazonaws.com/doc/2011-06-15/"',
  autoscaling: ' xmlns="http://autoscaling.amazonaws.com/doc/2011-01-01/"',
  cloudformation: ' xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"',
  elasticbeanstalk: ' xmlns="http://elasticbeanstalk.amazonaws.com/docs/2010-12-01/"',
} as const;

/** Does what was asked for. Throws an ApiError where AWS would refuse. */
export function work(
  { world, host, without }: Pick<Call, 'world' | 'host' | 'without'>,
  asked: Asked,
  requestId: string,
): Answer {
  if (asked.service === 's3') return storageWork(world, asked, requestId);
  const now = world.clock.now();
  const region = regionOf(world, asked.region);
  advanceScaling({ world, host }, now);
  if (isInJson(asked)) {
    const run = own(JSON_TABLES[asked.service], asked.action);
    if (!run) throw refuse('UnknownOperationException', '');
    return { status: 200, type: JSON_TYPE, body: JSON.stringify(run({ world, region, now }, asked.params)) };
  }
  return queryWork({ world, region, host, now, without }, asked, requestId);
}

type AskedInJson = Extract<Asked, { service: 'ssm' | 'kms' | 'codedeploy' }>;
type AskedByQuery = Extract<Asked, { service: QueryService }>;

function isInJson(asked: AskedInJson | AskedByQuery): asked is AskedInJson {
  return Object.hasOwn(JSON_TABLES, asked.service);
}

function queryWork(
  around: Omit<Call, 'action' | 'params'>,
  { service, action, params }: AskedByQuery,
  requestId: string,
): Answer {
  const { world, region, now } = around;
  const found = own(QUERY_TABLES[service], action);
  if (!found) throw refuse('InvalidAction', `The action ${action} is not valid for this web service.`);
  if (service === 'ec2' && world.settings.throttle === 'ec2') spendRequest(region, action, params, now);
  const call: Call = { ...around, action, params };
  const body =
    service === 'ec2' ? ec2Body(found, call, requestId) : queryBody(found, call, { requestId, service });
  // What Auto Scaling was asked for begins at once, whatever is changed before the next request.
  if (service === 'autoscaling') advanceScaling(call, now);
  return { status: 200, type: XML, body };
}

function own<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

function ec2Body(action: Action, call: Call, requestId: string): string {
  refuseUnknown(action, call.params);
  const answer = action.run(call);
  unlessDryRun(call); // what changes something has asked before its work; what only reads may be asked now
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element(`${call.action}Response`, { requestId, ...answer }, NAMESPACES.ec2)}`;
}

/** The answer of every other query service. */
function queryBody(
  action: Action,
  call: Call,
  { requestId, service }: { requestId: string; service: Exclude<QueryService, 'ec2'> },
): string {
  refuseUnknown(action, call.params);
  const result = { [`${call.action}Result`]: action.run(call) };
  const answer = { ...result, ResponseMetadata: { RequestId: requestId } };
  return element(`${call.action}Response`, answer, NAMESPACES[service]);
}

/** An error in the service's own form. What isn't an ApiError is a defect here, and reads like one there. */
export function errorAnswer(world: World, thrown: unknown, asked: Asked, requestId: string): Answer {
  const error =
    thrown instanceof ApiError
      ? thrown
      : refuse(
          'InternalError',
          `The endpoint failed: ${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}`,
        );
  const answered = { status: error.status, errorCode: error.code };
  if (asked.service === 's3') return { ...answered, ...storageError(world, error, asked, requestId) };
  return { ...answered, ...inForm(error, asked.service, requestId) };
}

function inForm(
  error: ApiError,
  service: Exclude<Service, 's3'>,
  requestId: string,
): Pick<Answer, 'type' | 'body'> {
  if (Object.hasOwn(JSON_TABLES, service)) return { type: JSON_TYPE, body: jsonError(error) };
  return { type: XML, body: service === 'ec2' ? ec2Error(error, requestId) : queryError(error, requestId) };
}
