/** `npm run bench`: prints a Markdown table of figures measured in this run. */
import { prunedThousands } from './prune.js';
import { rolled } from './rollout.js';
import { packerIsInstalled } from '../peers/packer.js';
import { BAKING, decisions, OWN, ourBake, ourPrefix, packerBake } from './bake.js';
import {
  bareNodeMb,
  bareNodeMs,
  bundleBytes,
  cliWaiter,
  coldStartMs,
  hasAws,
  memoryMb,
  ourLaunch,
  ourRunning,
  sdkWaiter,
  type Wait,
  withCloud,
} from './measure.js';

const FAST = 20;
const signed = (seconds: number) => `${seconds < 0 ? '' : '+'}${seconds.toFixed(2)}`;
const print = (line: string) => process.stdout.write(`${line}\n`);
const row = (...cells: (string | number)[]) => print(`| ${cells.join(' | ')} |`);

print('\n### Size, start and memory\n');
row('what', 'figure', 'beside bare node', 'limit');
row('---', '---', '---', '---');
row('dist/, all files', `${(bundleBytes() / 1e6).toFixed(2)} MB`, '', '2 MB');
const [bareMs, bareMb] = [await bareNodeMs(), await bareNodeMb()];
await withCloud(1, async (endpoint) => {
  const cold = await coldStartMs(endpoint);
  row(
    'cold start to the first request',
    `${cold.toFixed(0)} ms`,
    `${(cold / bareMs).toFixed(1)} × ${bareMs.toFixed(0)} ms`,
    '3 ×',
  );
  const resolve = await memoryMb(endpoint, 1, { mode: 'resolve' });
  row(
    'memory of `resolve`',
    `${resolve.toFixed(0)} MB`,
    `${(resolve / bareMb).toFixed(1)} × ${bareMb.toFixed(0)} MB`,
    '90 MB',
  );
});
await withCloud(FAST, async (endpoint) => {
  const thousand = await memoryMb(endpoint, FAST, { count: '1000' });
  const requests = endpoint.control.record().length;
  row(
    'memory of a launch of 1,000',
    `${thousand.toFixed(0)} MB`,
    `${(thousand / bareMb).toFixed(1)} ×`,
    '150 MB',
  );
  row('requests of a launch of 1,000', requests, '', '100');
});

const pruned = await prunedThousands(10);
row(
  'memory of a prune of 10,000 images',
  `${pruned.mb.toFixed(0)} MB`,
  `${(pruned.mb / bareMb).toFixed(1)} ×`,
  '150 MB',
);
row('the same of 100 images', `${(await prunedThousands(0.1)).mb.toFixed(0)} MB`, '', '');
row('requests beside one for the shares and one for the removal of each', pruned.around, '', '1,500');

print('\n### A roll-out, by the size of the group\n');
row('instances', 'requests', 'beside looks at the group', 'memory');
row('---', '---', '---', '---');
for (const count of [1, 10, 100, 1_000]) {
  const { requests, beside, mb } = await rolled(count);
  row(count.toLocaleString('en'), requests, beside, `${mb.toFixed(0)} MB`);
}

print('\n### Waiting, on a cloud that takes 4 s to run and 4 s more to signal\n');
row('what', "the cloud's own time", 'took', 'over it', 'requests');
row('---', '---', '---', '---', '---');
const wait = (name: string, own: number, { seconds, requests }: Wait) =>
  row(name, `${own} s`, `${seconds.toFixed(1)} s`, `${(seconds - own).toFixed(1)} s`, requests);
wait('ami-launch, until the layers have ended', 8, await withCloud(1, ourLaunch));
wait('ami-launch, until it runs', 4, await withCloud(1, ourRunning));
if (await hasAws()) {
  wait('`aws ec2 run-instances`, `aws ec2 wait instance-running`', 4, await withCloud(1, cliWaiter));
  wait("`aws ec2 run-instances`, the SDK's waitUntilInstanceRunning", 4, await withCloud(1, sdkWaiter));
} else {
  print('\nThe AWS CLI is not installed: `npm run test:peers` brings it, or take your own.');
}

const { pendingSeconds, stoppingSeconds, imagingSeconds } = BAKING;
print(
  `\n### Baking, on a cloud that takes ${pendingSeconds} s to run, ${stoppingSeconds} s to stop and ${imagingSeconds} s to image\n`,
);
row('what', "the cloud's own time", 'took', 'over it', 'requests', 'limit');
row('---', '---', '---', '---', '---', '---');
const bake = (name: string, { seconds, requests }: Wait, limit = '') =>
  row(name, `${OWN} s`, `${seconds.toFixed(1)} s`, `${(seconds - OWN).toFixed(1)} s`, requests, limit);
const ours = await withCloud(1, ourBake);
bake('ami-launch, four layers', ours, '2.5 s, 40 requests');
bake('ami-launch, the last of four layers has changed', await withCloud(1, ourPrefix), '2.5 s, 40 requests');
const packerIsThere = await packerIsInstalled().then(
  () => true,
  () => false,
);
const packers = packerIsThere ? await withCloud(1, packerBake) : undefined;
if (packers !== undefined) {
  bake("Packer's amazon-ebs, no layer and no communicator", packers);
  const share = (packers.seconds - OWN) / (ours.seconds - OWN);
  print(
    `\nPacker wastes ${share.toFixed(0)} × as much time, with ${(packers.requests / ours.requests).toFixed(1)} × the requests.`,
  );
} else print("\nPacker is not installed: Debian's `packer` is what this is compared with.");

print('\n### Reuse: until the launch\n');
row('what', 'took', 'requests', 'limit');
row('---', '---', '---', '---');
const { plain, reuse } = await withCloud(1, decisions);
row('a launch of the base image', `${plain.seconds.toFixed(2)} s`, plain.requests, '');
row(
  'a launch of four layers that are baked',
  `${reuse.seconds.toFixed(2)} s (${signed(reuse.seconds - plain.seconds)} s)`,
  reuse.requests,
  '+0.5 s, 4 requests',
);
print('');
