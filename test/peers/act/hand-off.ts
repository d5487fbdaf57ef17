/** What the tests of workflows that hand an image on have in common. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Endpoint } from '../../../src/endpoint/server.js';
import { ACCOUNT } from '../../../src/endpoint/world/state.js';
import { loadSimulator, type Policy } from '../iam/simulator.js';
import type { ActRun } from './log.js';
import type { Event, Scene } from './scene.js';
import { alive } from './stage.js';

/** A workflow that calls one of ours, and has a use for what it gives back. */
export const caller = (workflow: string, inputs: string, tells: string) => `
on: workflow_dispatch
jobs:
  image:
    permissions: { contents: read, id-token: write }
    uses: ./.github/workflows/${workflow}
    with:
${inputs.replace(/^/gm, '      ')}
  release:
    needs: image
    runs-on: ubuntu-latest
    steps:
      - run: echo "releasing $AMI_ID $STATE $CHANGED"
        env:
          AMI_ID: \${{ needs.image.outputs.ami-id }}
          STATE: \${{ needs.image.outputs.${tells} }}
          CHANGED: \${{ needs.image.outputs.changed }}
`;
export const byHand = (runId: string): Event => ({ name: 'workflow_dispatch', runId });

/** What the README allows for a workflow, with the names of these tests filled in, and what of it was needed so far. */
export interface HandOffPolicy {
  readonly statements: Policy;
  readonly used: Set<string>;
}

export function readmePolicy(workflow: string, names: Readonly<Record<string, string>>): HandOffPolicy {
  const text = readFileSync('README.md', 'utf8');
  const from = text.indexOf(`<summary>What ${workflow} needs beside the policy for bake</summary>`);
  const [, json = ''] = /```json\n([^]*?)```/.exec(text.slice(from)) ?? [];
  const filled = Object.entries({ ACCOUNT, ...names }).reduce(
    (all, [name, value]) => all.replace(new RegExp(`(?<![\\w-])${name}(?![\\w-])`, 'g'), value),
    json,
  );
  return { statements: (JSON.parse(filled) as { Statement: Policy }).Statement, used: new Set() };
}

/** From now on the README's policy holds for what it is about; that for bake has its own tests. */
export async function policyHolds({ control }: Endpoint, { statements, used }: HandOffPolicy): Promise<void> {
  const simulate = await loadSimulator();
  control.authorize(async (question) => {
    if (!/^(cloudformation|elasticbeanstalk):|^iam:PassRole$/.test(question.action)) return 'allow';
    used.add(question.action);
    return simulate(statements, question);
  });
}

export function policyIsTight({ statements, used }: HandOffPolicy): void {
  assert.deepEqual([...used].sort(), statements.flatMap(({ Action }) => Action).sort());
}

/** Cancels the run while it waits. act then kills the step at once, and goes on with what runs after a cancellation. */
export async function isCancelled(
  scene: Scene,
  { control }: Endpoint,
  [update, look]: readonly [string, string],
): Promise<void> {
  const cancel = new AbortController();
  let updated = false;
  control.onRequest((moment, { action }) => {
    updated ||= action === update;
    if (moment === 'after' && updated && action === look) cancel.abort();
  });
  const { code, jobs, log } = await scene.run('id.yml', { ...byHand('1'), cancel: cancel.signal });
  assert.notEqual(code, 0, log);
  assert.equal(jobs['release'], undefined);
}

export async function succeeds(scene: Scene, workflow: string, event: Event): Promise<ActRun> {
  const run = await scene.run(workflow, event);
  assert.equal(run.code, 0, run.log);
  return run;
}

/** The outputs that the job after ours had. */
export function released({ log }: ActRun): string {
  return /^release: releasing (.*)$/m.exec(log)?.[1] ?? assert.fail(log);
}

/** Of what runs now. */
export function images(endpoint: Endpoint): string[] {
  return alive(endpoint).map(({ imageId }) => imageId);
}

export function asked({ control }: Endpoint, action: string): number {
  return control.record().filter((one) => one.action === action).length;
}

/** What a client of somebody who may do anything is made of. */
export const account = ({ url }: Endpoint) => ({
  endpoint: url,
  region: 'eu-west-1',
  credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'not-a-secret' },
});
