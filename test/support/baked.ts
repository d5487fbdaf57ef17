/** Images as bakes would have left them. */
import type { ImagePublication } from '../../src/endpoint/catalogue/publish-own.js';

/** @param number the layers are another's with each number */
export function baked(
  number: number,
  { tags = {}, ...more }: ImagePublication = {},
  lineage = 'web-al2023-x86_64',
): ImagePublication {
  const fingerprint = number.toString(16).padStart(12, '0');
  return {
    name: `${lineage.replace('-x86_64', '')}-${fingerprint}`,
    ageDays: number,
    ...more,
    tags: {
      'ami-launch:role': 'image',
      'ami-launch:run': 'octo/web/1/1',
      'ami-launch:lineage': lineage,
      'ami-launch:fingerprint': fingerprint.padEnd(64, '0'),
      'ami-launch:chain': `ground ${fingerprint}`,
      ...tags,
    },
  };
}
