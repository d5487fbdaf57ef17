import { randomUUID } from 'node:crypto';
import { channel } from 'node:diagnostics_channel';
import { permit } from '../authorization/permit.js';
import type { Host } from '../hosts/host.js';
import { advanceScaling } from '../scaling/advance.js';
import { errorOf, striking, type FaultRule } from '../world/faults.js';
import { summary, type RequestRecord } from '../world/record.js';
import type { World } from '../world/state.js';
import { errorAnswer, work, type Answer } from './answer.js';
import { readRequest, type Asked, type Incoming } from './request.js';

/** Told before a request's work is begun and after it was done, when the answer has not been sent. */
export type RequestHook = (moment: 'before' | 'after', request: RequestRecord) => void | Promise<void>;

/** Told when a request is left without an answer, for a while or for good: whoever waits for work on its way needs to know. */
const HELD = channel('ami-launch.endpoint.held');

/** `cut`: destroy the connection; `hang`: keep it and say nothing. */
export type Served = Answer | 'cut' | 'hang';

export interface Serving {
  readonly world: World;
  readonly host: Host;
  readonly hooks: ReadonlySet<RequestHook>;
}

/** Serves one request, with every fault that is set for it, and writes it down. */
export async function serve(serving: Serving, incoming: Incoming): Promise<Served> {
  const { world } = serving;
  const requestId = randomUUID();
  const asked = readRequest(incoming);
  const request: RequestRecord = {
    n: world.record.length + 1,
    at: world.clock.now(),
    service: asked.service,
    action: asked.action,
    region: asked.region,
    params: summary(asked.params),
  };
  world.record.push(request);
  const served = await answer(serving, { asked, request, requestId });
  if (typeof served === 'object') {
    request.status = served.status;
    if (served.errorCode !== undefined) request.errorCode = served.errorCode;
  }
  return served;
}

interface Current {
  readonly asked: Asked;
  readonly request: RequestRecord;
  readonly requestId: string;
}

async function answer(serving: Serving, one: Current): Promise<Served> {
  const before = await moment(serving, one, 'before');
  if (before) return before;
  const done = await attempt(serving, one);
  return (await moment(serving, one, 'after')) ?? done;
}

/** Permission is asked for before parameters are looked at, for a dry run too. Source: EC2 API reference, `DryRun`. */
async function attempt({ world, host }: Serving, { asked, requestId }: Current): Promise<Answer> {
  try {
    advanceScaling({ world, host }, world.clock.now());
    const without = await permit(world, asked);
    return work({ world, host, without }, asked, requestId);
  } catch (thrown) {
    return errorAnswer(world, thrown, asked, requestId);
  }
}

/** Calls the hooks and lets a fault strike; what it makes of the answer, if anything. */
async function moment(
  { world, hooks }: Serving,
  { asked, request, requestId }: Current,
  when: 'before' | 'after',
): Promise<Served | undefined> {
  for (const hook of hooks) await hook(when, request);
  const rule = striking(world.faults, asked.action, when, world.chance);
  if (!rule) return undefined;
  return strike(world, rule, { asked, requestId });
}

async function strike(
  world: World,
  rule: FaultRule,
  { asked, requestId }: Omit<Current, 'request'>,
): Promise<Served | undefined> {
  switch (rule.kind) {
    case 'cut':
      return rule.kind;
    case 'hang':
      HELD.publish(rule);
      return rule.kind;
    case 'delay':
      HELD.publish(rule);
      // The timers of this moment: a test may have put others in their place.
      await new Promise<void>((resolve) => void setTimeout(resolve, rule.ms ?? 1000).unref());
      return undefined;
    case 'throttle':
    case 'error':
      return errorAnswer(world, errorOf(rule, asked.service), asked, requestId);
  }
}
