import type { Control } from './control.js';

const PREFIX = '/_control/';

export function isControl(path: string): boolean {
  return path.startsWith(PREFIX);
}

type Body = Readonly<Record<string, unknown>>;
type Verb = (control: Control, body: Body) => unknown;

/** Checked no further than JSON goes: who controls the cloud is a test of its own or a person at this machine. */
const VERBS: Readonly<Record<string, Verb>> = {
  settings: (control, body) => control.settings(body),
  skip: (control, body) => control.skip(Number(body['seconds'])),
  'faults/add': (control, body) =>
    control.faults.add(body as unknown as Parameters<Control['faults']['add']>[0]),
  'faults/clear': (control) => control.faults.clear(),
  'capacity/lack': (control, body) => control.capacity.lack(body),
  'capacity/clear': (control) => control.capacity.clear(),
  'images/publish': (control, body) => ({ imageId: control.images.publish(body) }),
  'images/add': (control, body) => ({
    imageIds: control.images.add(
      body['images'] as Parameters<Control['images']['add']>[0],
      body['region'] as string | undefined,
    ),
  }),
  'images/release': (control, body) => ({
    imageId: control.images.release(String(body['parameter']), body['region'] as string | undefined),
  }),
  'images/change': (control, body) =>
    control.images.change(body as unknown as Parameters<Control['images']['change']>[0]),
  'images/outcome': (control, body) =>
    control.images.outcome(body as unknown as Parameters<Control['images']['outcome']>[0]),
  'instances/outcome': (control, body) =>
    control.instances.outcome(body as unknown as Parameters<Control['instances']['outcome']>[0]),
  'instances/kill': (control, body) =>
    control.instances.kill(
      String(body['instanceId']),
      body['reason'] as Parameters<Control['instances']['kill']>[1],
    ),
  'scaling/health': (control, body) =>
    control.scaling.health(body as unknown as Parameters<Control['scaling']['health']>[0]),
  'scaling/alarm': (control, body) =>
    control.scaling.alarm(body as unknown as Parameters<Control['scaling']['alarm']>[0]),
  'deployments/outcome': (control, body) =>
    control.deployments.outcome(body as unknown as Parameters<Control['deployments']['outcome']>[0]),
  'stacks/outcome': (control, body) =>
    control.stacks.outcome(body as unknown as Parameters<Control['stacks']['outcome']>[0]),
  'environments/outcome': (control, body) =>
    control.environments.outcome(body as unknown as Parameters<Control['environments']['outcome']>[0]),
  'storage/create': (control, body) =>
    control.storage.create(body as unknown as Parameters<Control['storage']['create']>[0]),
  'storage/put': (control, body) =>
    control.storage.put(body as unknown as Parameters<Control['storage']['put']>[0]),
  record: (control) => control.record(),
  world: (control) => control.world(),
  reset: (control) => control.reset(),
};

const READABLE: ReadonlySet<string> = new Set(['record', 'world', 'settings']);

export interface ControlRequest {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

/** POST /_control/VERB with the verb's argument as JSON; GET for what only reads. */
export function serveControl(
  control: Control,
  { method, path, body }: ControlRequest,
): { status: number; json: string } {
  const name = path.slice(PREFIX.length);
  const verb = Object.hasOwn(VERBS, name) ? VERBS[name] : undefined;
  if (!verb || (method !== 'POST' && !READABLE.has(name))) {
    return {
      status: 404,
      json: JSON.stringify({ error: `No such verb: ${method} ${name}`, verbs: Object.keys(VERBS) }),
    };
  }
  try {
    const answer = verb(control, JSON.parse(body === '' ? '{}' : body) as Body);
    return { status: 200, json: JSON.stringify(answer ?? {}) };
  } catch (thrown) {
    return { status: 400, json: JSON.stringify({ error: String(thrown) }) };
  }
}
