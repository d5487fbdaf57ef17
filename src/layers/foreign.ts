import type { Problem } from './problem.js';

interface Foreign {
  readonly start: RegExp;
  readonly what: string;
  readonly instead: string;
}

/**
 * Other forms of user data that cloud-init takes, by how they start. Source: cloud-init 22.4 `handlers/__init__.py`
 * (`INCLUSION_TYPES_MAP`), `user_data.py`.
 */
const FOREIGN: readonly Foreign[] = [
  {
    start: /^#cloud-boothook\b/i,
    what: 'a boothook of cloud-init',
    instead:
      'Put its commands under "bootcmd" in a cloud-config layer: they run as early, and at each boot, too.',
  },
  {
    start: /^#cloud-config-(?:archive|jsonp)\b/i,
    what: 'a cloud-config archive or patch',
    instead: 'Make each part of it a layer of its own: scripts, and files that start with "#cloud-config".',
  },
  {
    start: /^#include(?:-once)?(?:\s*$|\s+[a-z]+:\/\/)/i,
    what: "a list of addresses (cloud-init's #include)",
    instead:
      'Keep what they lead to in the repository and name those files, or let a shell layer download it.',
  },
  {
    start: /^#part-handler\b/i,
    what: 'a part handler of cloud-init',
    instead: 'Let a script do with its files what the handler would do.',
  },
  {
    start: /^#upstart-job\b/i,
    what: 'a job for Upstart',
    instead: 'Let a shell layer write a unit for systemd and start it.',
  },
  {
    start: /^(?:content-type: *multipart\/|mime-version:)/i,
    what: 'user data of several parts (MIME)',
    instead: 'Make each part of it a layer of its own, a file with its content.',
  },
];

/** Says of a text that it is user data of a form that is no layer, and what is. */
export function foreignProblems(text: string): Problem[] {
  const found = FOREIGN.find(({ start }) => start.test(text));
  return found === undefined
    ? []
    : [{ line: 1, message: `This is ${found.what}, which is no layer. ${found.instead}` }];
}
