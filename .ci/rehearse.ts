/**
 * The main job on this machine: starts the embedded EC2 endpoint, runs the bundle against it as GitHub's runner
 * would, main and post, and shows what a user would see.
 */
import { startEndpoint } from '../src/endpoint/server.js';
import { startJob } from '../test/support/runner.js';

const print = (text: string) => process.stdout.write(text);
const title = (text: string) => print(`\n── ${text} ${'─'.repeat(Math.max(0, 96 - text.length))}\n\n`);

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
  'ready-when': 'user-data',
  name: 'rehearsal',
};

const endpoint = await startEndpoint();
// One lack of capacity, as happens in real life: the second instance type has to do.
endpoint.control.capacity.lack({ instanceType: 't3.micro' });

title(`The step, against ${endpoint.url}`);
const job = startJob({ url: endpoint.url, files: FILES, onLog: print });
const main = await job.run(INPUTS);
title('Its outputs');
for (const [name, value] of Object.entries(main.outputs)) print(`${name} = ${value}\n`);
title('Its summary (Markdown, as GitHub renders it on the job page)');
print(main.summary);
title('The post step');
const post = await job.post(main);
print(post.log === '' ? 'Nothing was left to do.\n' : post.log);
title(`${endpoint.control.record().length} requests to AWS, ${(main.ms / 1000).toFixed(1)} s`);
await endpoint.close();
process.exitCode = main.code === 0 && post.code === 0 ? 0 : 1;
