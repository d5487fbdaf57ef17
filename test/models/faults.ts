/** What goes wrong with the cloud, as the endpoint's faults. */
import type { Outcome } from '../../src/endpoint/world/outcomes.js';
import type { FaultRule } from '../../src/endpoint/world/faults.js';
import type { FaultPlan } from './acts.js';
import type { Book } from './book.js';
import { instances, type Scene } from './scene.js';

const ERRORS = {
  error: { kind: 'error', code: 'InternalError', status: 500 },
  denied: { kind: 'error', code: 'UnauthorizedOperation', status: 403 },
  throttle: { kind: 'throttle', status: 503 },
  cut: { kind: 'cut' },
} as const satisfies Record<string, FaultRule>;

export function setFaults(faults: readonly FaultPlan[], scene: Scene, book: Book): void {
  const { control } = scene.endpoint;
  for (const fault of faults) {
    switch (fault.kind) {
      case 'no-capacity':
        control.capacity.lack(fault.of === 'all' ? {} : { instanceType: 't3.micro' });
        break;
      case 'image-fails': {
        const all = Object.values(control.world().regions).flatMap(({ images }) => images);
        // Those that somebody had before were not made.
        const made = all.filter(({ id }) => !book.theirs.has(id)).length;
        control.images.outcome({ kind: 'failed', match: { index: made + fault.nth } });
        break;
      }
      case 'layer-failed':
      case 'never-signals':
      case 'dies':
        becomes(fault, scene, book);
        break;
      default: {
        const { action, after, times } = fault;
        // Who is refused was never served.
        const when =
          fault.kind === 'denied' || fault.kind === 'throttle' ? 'before' : (fault.when ?? 'before');
        control.faults.add({ ...ERRORS[fault.kind], action, when, after, ...(times && { times }) });
      }
    }
  }
}

function becomes(
  { kind, nth }: Extract<FaultPlan, { kind: 'layer-failed' | 'never-signals' | 'dies' }>,
  scene: Scene,
  book: Book,
): void {
  const index = instances(scene).length + nth;
  book.outcomes.set(index, kind);
  const match = { index };
  const outcome = (wanted: Outcome) => scene.endpoint.control.instances.outcome(wanted);
  if (kind === 'never-signals') outcome({ kind, match });
  else if (kind === 'layer-failed') outcome({ kind, match, layer: 'app.sh', exitCode: 3 });
  else
    outcome({
      kind,
      match,
      atSeconds: 6,
      stateReasonCode: 'Server.InternalError',
      message: 'The host failed',
    });
}

/** What is launched from now on is well. */
export function clearFaults(scene: Scene, { outcomes }: Book): void {
  const launched = instances(scene).length;
  for (const index of outcomes.keys()) if (index >= launched) outcomes.delete(index);
  const { faults, capacity, instances: machines, images } = scene.endpoint.control;
  faults.clear();
  capacity.clear();
  machines.outcome({ kind: 'ok' });
  images.outcome({ kind: 'available' });
}
