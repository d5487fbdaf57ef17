import type { Filter } from '@aws-sdk/client-ec2';
import { TAG } from '../aws/tags.js';
import { aliasOf } from '../image/aliases.js';

/** Whose things, and of which name. */
export interface Scope {
  /** `OWNER/REPO`; undefined: of any repository. */
  readonly repository: string | undefined;
  /** What `image-name` says; undefined: any. */
  readonly imageName: string | undefined;
}

/** A text as a filter's value that means nothing else. Source: EC2 user guide, "Filtering", wild cards. */
export function literally(text: string): string {
  return text.replace(/[*?\\]/g, '\\$&');
}

/** What runs of a repository, or of any, made. */
export function ofScope({ repository }: Scope): Filter {
  const value = repository === undefined ? '*' : `${literally(repository)}/*`;
  return { Name: `tag:${TAG.run}`, Values: [value] };
}

/** The lineages of a name, and some more: see `isOfName`. */
export function ofLineages({ imageName }: Scope): Filter[] {
  return imageName === undefined
    ? []
    : [{ Name: `tag:${TAG.lineage}`, Values: [`${literally(imageName)}-*`] }];
}

/**
 * Whether a lineage is one of this name: `web-al2023-x86_64` is of `web`, `web-admin-al2023-x86_64` is not. Where the base
 * image is named by no alias nobody can tell the two apart, and both are.
 */
export function isOfName(lineage: string | undefined, imageName: string | undefined): boolean {
  if (imageName === undefined) return true;
  const [, name = ''] = /^(.+)-(?:x86_64|arm64)$/.exec(lineage ?? '') ?? [];
  if (!name.startsWith(`${imageName}-`)) return false;
  const base = name.slice(imageName.length + 1);
  if (aliasOf(base) !== undefined) return true;
  const ends = base.split('-').map((_, index, parts) => parts.slice(index).join('-'));
  return !ends.some((end) => aliasOf(end) !== undefined);
}
