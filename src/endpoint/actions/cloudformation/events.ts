import { randomUUID } from 'node:crypto';
import { iso } from '../../protocol/xml.js';
import type { Stack, StackEvent } from '../../world/cloudformation.js';
import { forgetAfter } from '../../world/timeline.js';
import type { Change } from './deploy.js';

type Said = Pick<StackEvent, 'at' | 'status'> & Partial<Pick<StackEvent, 'reason' | 'token'>>;

/** Writes down what the stack says of itself. */
export function tell({ id, name, events }: Stack, said: Said): void {
  const type = 'AWS::CloudFormation::Stack';
  events.push({ ...said, id: randomUUID(), logicalId: name, physicalId: id, type });
}

/** Writes down what the stack says of its resources: begun at one time, ended at another (cloud ms). */
export function tellChanges(
  { events }: Stack,
  changes: readonly Change[],
  { begun, ended, token }: { begun: number; ended: number; token: { token?: string } },
): void {
  const about = ({ logicalId, type, made, how, replaced }: Change) => ({
    ...token,
    logicalId,
    type,
    physicalId: (how === 'CREATE' ? undefined : (replaced ?? made)?.physicalId) ?? '',
    ...(made && { properties: JSON.stringify(made.properties) }),
  });
  const stamped = (logicalId: string, status: string, at: number) => ({
    id: `${logicalId}-${status}-${iso(at)}`,
    status,
    at,
  });
  for (const change of changes) {
    events.push({ ...about(change), ...stamped(change.logicalId, `${change.how}_IN_PROGRESS`, begun) });
  }
  for (const change of changes) {
    const { how, failed: reason, made } = change;
    const end = reason === undefined ? 'COMPLETE' : 'FAILED';
    events.push({
      ...about(change),
      ...stamped(change.logicalId, `${how}_${end}`, ended),
      ...(made && { physicalId: made.physicalId }),
      ...(reason !== undefined && { reason }),
    });
  }
}

/** Forgets what was still to come. */
export function forgetRest({ events, revisions }: Stack, now: number): void {
  forgetAfter(events, now);
  forgetAfter(revisions, now);
}
