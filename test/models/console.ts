/** What somebody does by hand, with the real SDK. What there is nothing of is left undone. */
import * as scaling from '@aws-sdk/client-auto-scaling';
import * as ec2 from '@aws-sdk/client-ec2';
import * as ssm from '@aws-sdk/client-ssm';
import type { InstanceDump } from '../../src/endpoint/world/dump.js';
import type { ConsoleAct } from './acts.js';
import type { Book } from './book.js';
import { AL2023, ended, groupOf, instances, PARAMETER, REGION, region, type Scene } from './scene.js';

export function release({ endpoint }: Scene, book: Book): void {
  const base = endpoint.control.images.release(AL2023, REGION);
  // The second release of a day has the name of the first: it is the same image.
  if (base !== book.base) book.releases += 1;
  book.base = base;
}

/** What cannot be done is refused, as to anybody, and a fault strikes anybody, too. */
export async function atConsole(act: ConsoleAct, scene: Scene, book: Book): Promise<void> {
  await ACTS[act.act](act as never, scene, book).catch((thrown: unknown) => {
    if (!(thrown instanceof Error && ('$metadata' in thrown || 'code' in thrown))) throw thrown;
  });
}

type Acts = { readonly [K in ConsoleAct['act']]: Do<Extract<ConsoleAct, { act: K }>> };
type Do<A> = (act: A, scene: Scene, book: Book) => Promise<unknown>;

const chosen = <T>(things: readonly T[], pick: number): T | undefined => things[pick % things.length];

function alive(scene: Scene, which: (one: InstanceDump) => boolean): string[] {
  return instances(scene)
    .filter((one) => !ended(one) && which(one))
    .map(({ id }) => id);
}

const isOurs = (one: InstanceDump) => 'ami-launch:step' in one.tags && groupOf(one) === undefined;

const ALL = ['role', 'run', 'step', 'fingerprint', 'lineage', 'signal', 'expires'];

function disturb(book: Book, why: string): void {
  for (const group of book.groups.values()) group.disturbed = why;
}

const ACTS: Acts = {
  terminate: async ({ of, pick }, scene, book) => {
    const which = {
      ours: isOurs,
      group: (one: InstanceDump) => groupOf(one) !== undefined,
      theirs: ({ id }: InstanceDump) => book.theirs.has(id),
    }[of];
    const id = chosen(alive(scene, which), pick);
    if (id === undefined) return;
    book.mayBeGone.set(id, 'somebody ended it');
    if (of === 'group') disturb(book, 'somebody ended an instance of a group');
    await scene.ec2.send(new ec2.TerminateInstancesCommand({ InstanceIds: [id] }));
  },
  untag: async ({ tags, pick }, scene, book) => {
    const id = chosen(alive(scene, isOurs), pick);
    if (id === undefined) return;
    book.strange.set(id, 'somebody took tags away');
    const keys = tags === 'all' ? ALL : [tags];
    const Tags = keys.map((key) => ({ Key: `ami-launch:${key}` }));
    await scene.ec2.send(new ec2.DeleteTagsCommand({ Resources: [id], Tags }));
  },
  retag: async ({ pick }, scene, book) => {
    const id = chosen(alive(scene, isOurs), pick);
    if (id === undefined) return;
    book.strange.set(id, 'somebody made it another run’s');
    const Tags = [{ Key: 'ami-launch:run', Value: 'octo/other/1/1' }];
    await scene.ec2.send(new ec2.CreateTagsCommand({ Resources: [id], Tags }));
  },
  detach: async ({ pick }, scene, book) => {
    const one = chosen(
      alive(scene, (each) => groupOf(each) !== undefined),
      pick,
    );
    if (one === undefined) return;
    book.strange.set(one, 'somebody took it out of its group');
    disturb(book, 'somebody took an instance out of a group');
    const name = groupOf(instances(scene).find(({ id }) => id === one) ?? { tags: {} });
    await scene.scaling.send(
      new scaling.DetachInstancesCommand({
        AutoScalingGroupName: name,
        InstanceIds: [one],
        ShouldDecrementDesiredCapacity: false,
      }),
    );
  },
  deregister: async ({ pick }, scene, book) => {
    const images = region(scene)?.images ?? [];
    const ours = images.filter(({ id, state }) => state === 'available' && !book.theirs.has(id));
    const image = chosen(ours, pick);
    if (image === undefined) return;
    book.deregistered.add(image.id);
    disturb(book, 'somebody deregistered an image');
    await scene.ec2.send(new ec2.DeregisterImageCommand({ ImageId: image.id }));
  },
  'delete-snapshot': async ({ pick }, scene) => {
    const left = (region(scene)?.snapshots ?? []).filter(({ state }) => state !== 'deleted');
    const SnapshotId = chosen(left, pick)?.id;
    if (SnapshotId !== undefined) await scene.ec2.send(new ec2.DeleteSnapshotCommand({ SnapshotId }));
  },
  desired: async ({ to }, scene, book) => {
    const group = book.groups.get('web');
    if (group === undefined) return;
    group.disturbed = 'somebody changed its size';
    group.desired = to;
    await scene.scaling.send(
      new scaling.SetDesiredCapacityCommand({ AutoScalingGroupName: 'web', DesiredCapacity: to }),
    );
  },
  'edit-template': async (_act, scene) =>
    scene.ec2.send(
      new ec2.CreateLaunchTemplateVersionCommand({
        LaunchTemplateName: 'web',
        SourceVersion: '1',
        VersionDescription: 'by hand',
        LaunchTemplateData: { InstanceType: 't3.small' },
      }),
    ),
  refresh: async (_act, scene, book) => {
    disturb(book, 'somebody rolled the group');
    await scene.scaling.send(
      new scaling.StartInstanceRefreshCommand({
        AutoScalingGroupName: 'web',
        Preferences: { MinHealthyPercentage: 50, SkipMatching: false },
      }),
    );
  },
  parameter: async ({ pick }, scene) => {
    const value = region(scene)?.parameters[PARAMETER];
    const images = (region(scene)?.images ?? []).filter(({ state }) => state === 'available');
    const image = chosen(images, pick);
    if (value === undefined || image === undefined) return;
    await scene.ssm.send(
      new ssm.PutParameterCommand({
        Name: PARAMETER,
        Value: image.id,
        Type: 'String',
        DataType: 'aws:ec2:image',
        Overwrite: true,
      }),
    );
  },
};
