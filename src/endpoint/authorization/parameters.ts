import type { JsonInput } from '../actions/json-action.js';
import { ACCOUNT } from '../world/state.js';
import type { Authorization } from './question.js';

/** Of the parameter, whatever version is asked for. Public parameters belong to no account. */
export function parameterArn(region: string, asked: string): string {
  if (asked.startsWith('arn:')) return asked;
  const [name = ''] = asked.split(':');
  const account = name.startsWith('/aws/') ? '' : ACCOUNT;
  return `arn:aws:ssm:${region}:${account}:parameter/${name.replace(/^\//, '')}`;
}

/** One question for each parameter that is named. */
export function onParameters(
  action: string,
  region: string,
  { Name: name, Names: names }: JsonInput,
): Authorization[] {
  const asked = [name, ...(Array.isArray(names) ? (names as unknown[]) : [])].filter(
    (each) => typeof each === 'string',
  );
  return asked.map((each) => ({
    action: `ssm:${action}`,
    resource: parameterArn(region, each),
    context: {},
  }));
}
