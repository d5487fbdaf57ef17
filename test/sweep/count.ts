import type { Scenario } from './scenario.js';
import type { Stage } from './stage.js';

/** The actions of a run that nothing breaks, in order. */
export async function countRequests(stage: Stage, scenario: Scenario): Promise<string[]> {
  const { job } = stage.broken('1', scenario.files);
  const inputs = await scenario.setUp(stage, job);
  await stage.pass(60_000);
  const actions: string[] = [];
  const off = stage.control.onRequest((when, { action }) => {
    if (when === 'before') actions.push(action);
  });
  const end = await job.run(inputs);
  off();
  job.remove();
  if (scenario.heal === undefined && end.code !== 0) throw new Error(`It fails unbroken: ${end.log}`);
  if (scenario.heal !== undefined && end.code !== 1) throw new Error(`It was to fail: ${end.log}`);
  return actions;
}
