import { refuseUnknown, unlessDryRun, type Action, type Call } from '../actions/action.js';
import { EC2_ACTIONS, SSM_ACTIONS, STS_ACTIONS } from '../actions/table.js';
import type { Host } from '../hosts/host.js';
import { ApiError, ec2Error, jsonError, queryError, refuse } from '../protocol/errors.js';
import { element } from '../protocol/xml.js';
import { regionOf } from '../world/region.js';
import type { World } from '../world/state.js';
import { spendRequest } from '../world/throttle.js';
import type { Asked } from './request.js';

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  readonly errorCode?: string;
}

const EC2_NAMESPACE = ' xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"';
const STS_NAMESPACE = ' xmlns="https://sts.amazonaws.com/doc/2011-06-15/"';
const XML = 'text/xml;charset=UTF-8';
const JSON_TYPE = 'application/x-amz-json-1.1';

/** Does what was asked for. Throws an ApiError where AWS would refuse. */
export function work(world: World, host: Host, asked: Asked, requestId: string): Answer {
  const now = world.clock.now();
  const region = regionOf(world, asked.region);
  const { action, service } = asked;
  if (service === 'ssm') {
    const run = Object.hasOwn(SSM_ACTIONS, action) ? SSM_ACTIONS[action] : undefined;
    if (!run) throw refuse('UnknownOperationException', '');
    return { status: 200, type: JSON_TYPE, body: JSON.stringify(run({ world, region, now }, asked.params)) };
  }
  const table = service === 'ec2' ? EC2_ACTIONS : STS_ACTIONS;
  const found = Object.hasOwn(table, action) ? table[action] : undefined;
  if (!found) throw refuse('InvalidAction', `The action ${action} is not valid for this web service.`);
  if (service === 'ec2' && world.settings.throttle === 'ec2') spendRequest(region, action, asked.params, now);
  const call: Call = { world, region, host, action, params: asked.params, now };
  return {
    status: 200,
    type: XML,
    body: service === 'ec2' ? ec2Body(found, call, requestId) : stsBody(found, call, requestId),
  };
}

function ec2Body(action: Action, call: Call, requestId: string): string {
  refuseUnknown(action, call.params);
  const answer = action.run(call);
  unlessDryRun(call); // what changes something has asked before its work; what only reads may be asked now
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element(`${call.action}Response`, { requestId, ...answer }, EC2_NAMESPACE)}`;
}

function stsBody(action: Action, call: Call, RequestId: string): string {
  const answer = { [`${call.action}Result`]: action.run(call), ResponseMetadata: { RequestId } };
  return element(`${call.action}Response`, answer, STS_NAMESPACE);
}

/** An error in the service's own form. What isn't an ApiError is a defect here, and reads like one there. */
export function errorAnswer(thrown: unknown, service: Asked['service'], requestId: string): Answer {
  const error =
    thrown instanceof ApiError
      ? thrown
      : refuse(
          'InternalError',
          `The endpoint failed: ${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}`,
        );
  const answered = { status: error.status, errorCode: error.code };
  if (service === 'ssm') return { ...answered, type: JSON_TYPE, body: jsonError(error) };
  const body = service === 'ec2' ? ec2Error(error, requestId) : queryError(error, requestId);
  return { ...answered, type: XML, body };
}
