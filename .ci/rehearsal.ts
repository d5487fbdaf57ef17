/**
 * One launch on this machine: starts the embedded EC2 endpoint and runs the bundle against it as GitHub's runner
 * would, main and post.
 */
import { startEndpoint } from '../src/endpoint/server.js';
import type { RequestRecord } from '../src/endpoint/world/record.js';
import { startJob, type StepEnd } from '../test/support/runner.js';

const FILES = {
  'deploy/nginx.yaml':
    '#cloud-config\npackages: [nginx]\nwrite_files:\n  - path: /etc/motd\n    content: Version {{version}}\n',
  'deploy/app.sh':
    '#!/bin/sh\nset -eu\necho {{greeting}} > /var/www/html/index.html\nsystemctl enable --now nginx\n',
};
const INPUTS = {
  'base-image': 'al2023',
  'instance-type': 't3.micro, t3a.micro',
  app: Object.keys(FILES).join('\n'),
  variables: 'version=1.2.3\ngreeting=it\'s "me" $(id)',
  'ready-when': 'running, user-data, status-checks, console:/finished at/',
  market: 'spot-then-on-demand',
  count: '2',
  name: 'rehearsal',
};

export interface Rehearsal {
  readonly main: StepEnd;
  readonly post: StepEnd;
  readonly requests: readonly RequestRecord[];
}

/** `onStart` hears of the endpoint's address, `onLog` of the main step's log as it is written. */
export async function rehearse(
  onStart: (url: string) => void = () => undefined,
  onLog: (text: string) => void = () => undefined,
): Promise<Rehearsal> {
  const endpoint = await startEndpoint();
  try {
    // Lacks of capacity, as happen in real life: the second instance type has to do, at the usual price.
    endpoint.control.capacity.lack({ market: 'spot' });
    endpoint.control.capacity.lack({ instanceType: 't3.micro' });
    onStart(endpoint.url);
    const job = startJob({ url: endpoint.url, files: FILES, onLog });
    const main = await job.run(INPUTS);
    return { main, post: await job.post(main), requests: endpoint.control.record() };
  } finally {
    await endpoint.close();
  }
}
