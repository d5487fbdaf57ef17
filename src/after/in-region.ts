import type { Image } from '@aws-sdk/client-ec2';
import type { Clients } from '../aws/clients.js';

/** A baked image where it was baked, or one of its copies. */
export interface InRegion {
  readonly region: string;
  /** AWS in that region. */
  readonly clients: Clients;
  readonly id: string;
  /** What EC2 says of it; asked for at most once. */
  readonly described: () => Promise<Image>;
  /** Made by this run: nothing can have been done with it yet. */
  readonly fresh: boolean;
}

/** The image that something is to be done with. */
export interface BakedImage {
  readonly id: string;
  readonly name: string;
  /** 64 hex digits. */
  readonly fingerprint: string;
  /** Its own; none of an image that belongs to another account. */
  readonly tags: Readonly<Record<string, string>>;
  /** It was there before this run. */
  readonly reused: boolean;
}
