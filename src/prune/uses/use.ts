/** Something that uses an image, in words: `instance i-0a`, `parameter /golden/web`. */
export type Use = string;

/** What uses images, by their IDs. */
export type Uses = Map<string, Use[]>;

export function addUse(uses: Uses, imageId: string | undefined, use: Use): void {
  if (imageId === undefined || !imageId.startsWith('ami-')) return;
  const before = uses.get(imageId);
  if (before === undefined) uses.set(imageId, [use]);
  else if (!before.includes(use)) before.push(use);
}
