import type { Image, Region } from './state.js';

/** Puts an image into a region. Which images have a snapshot is noted, too: there may be thousands of both. */
export function addImage({ images, imagesWith }: Region, image: Image): void {
  images.set(image.id, image);
  for (const { snapshotId } of image.disks) {
    if (snapshotId === undefined) continue;
    const others = imagesWith.get(snapshotId);
    if (others === undefined) imagesWith.set(snapshotId, new Set([image]));
    else others.add(image);
  }
}
