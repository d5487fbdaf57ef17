/** What the workflows meet when act runs them, and what is left of it afterwards. */
import assert from 'node:assert/strict';
import { startEndpoint, type Endpoint } from '../../../src/endpoint/server.js';
import { startGithub, type FakeGithub } from './github.js';
import { makeScene, REPOSITORY, type Scene, type SceneOptions } from './scene.js';

export interface Stage {
  readonly scene: Scene;
  readonly endpoint: Endpoint;
  readonly github: FakeGithub;
}

/** Plays before a cloud, a GitHub and a repository of its own. */
export async function onStage(
  repository: Pick<SceneOptions, 'files' | 'vars' | 'secrets'>,
  play: (stage: Stage) => Promise<void>,
): Promise<void> {
  const endpoint = await startEndpoint({ speed: 20 });
  const github = await startGithub(REPOSITORY);
  const scene = await makeScene({ aws: endpoint.url, github: github.url, ...repository });
  try {
    await play({ scene, endpoint, github });
    assert.deepEqual(github.refused, []);
  } finally {
    scene.remove();
    github.close();
    await endpoint.close();
  }
}

export function instances({ control }: Endpoint, region = 'eu-west-1') {
  return control.world().regions[region]?.instances ?? [];
}

/** What the first launch asked for. */
export function asked({ control }: Endpoint): Readonly<Record<string, unknown>> {
  const run = control.record().find(({ action }) => action === 'RunInstances');
  return (run?.params ?? {}) as Record<string, unknown>;
}

/** What costs money. */
export function alive(endpoint: Endpoint, region?: string) {
  return instances(endpoint, region).filter(
    ({ state }) => state !== 'shutting-down' && state !== 'terminated',
  );
}
