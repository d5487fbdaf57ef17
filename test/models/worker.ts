/**
 * One process of the model: plays kept sequences, then random ones, and prints as one line of JSON what came of it.
 *
 *   tsx test/models/worker.ts '{"sequences": 10, "seed": 1}'
 */
import { virtualTime } from '../support/inside/virtual-time.js';

const time = virtualTime(Date.parse('2026-11-28T00:00:00Z'));
const { runWorker } = await import('./work.js');

process.stdout.write(
  `${JSON.stringify(await runWorker(JSON.parse(process.argv[2] ?? '{}') as never, time))}\n`,
);
process.exit();
