import { ACCOUNT } from '../world/state.js';

/** Public parameters belong to no account; `:VERSION` and `:LABEL` are no part of the ARN. An ARN may stand for a name. */
export function parameterArn(region: string, name: string): string {
  if (name.startsWith('arn:')) return name.split(':').slice(0, 6).join(':');
  const account = name.startsWith('/aws/') ? '' : ACCOUNT;
  const [path = ''] = name.split(':');
  return `arn:aws:ssm:${region}:${account}:parameter/${path.replace(/^\//, '')}`;
}
