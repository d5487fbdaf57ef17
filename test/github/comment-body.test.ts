import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { RunInfo } from '../../src/context.js';
import { commentBody, marker } from '../../src/github/comment-body.js';

const RUN = {
  repository: 'octo/web',
  runId: '4711',
  attempt: '2',
  serverUrl: 'https://github.com',
  workflow: 'CI',
  job: 'web',
  action: 'launch',
} as RunInfo;

const body = (page: string) => commentBody(page, marker(RUN, undefined), RUN, 'c0ffee0000000000');

describe('the marker', () => {
  test('names workflow, job, step and name', () => {
    expect(marker(RUN, 'shop')).toBe('<!-- ami-launch: CI / web / launch / shop -->');
  });

  test('is one HTML comment on one line, another for every other step, whatever they are called', () => {
    const names = fc.string({ unit: fc.constantFrom('a', '-', '>', '<', '!', '/', ' ', '\n', '%', 'é') });
    fc.assert(
      fc.property(names, names, names, names, (workflow, job, other, name) => {
        const mark = marker({ ...RUN, workflow, job }, name);
        expect(mark).toMatch(/^<!-- [^<>\n]* -->$/);
        if (other !== job) expect(marker({ ...RUN, workflow, job: other }, name)).not.toBe(mark);
      }),
      { numRuns: 200 },
    );
  });
});

describe('the comment', () => {
  test('is the page between the marker and where it comes from', () => {
    expect(body('## One instance is ready\n')).toBe(
      '<!-- ami-launch: CI / web / launch -->\n## One instance is ready\n\n<sub>From [run 4711](https://github.com/octo/web/actions/runs/4711/attempts/2) for c0ffee0000.</sub>\n',
    );
  });

  test('calls nobody: an @ in a console or a name sends no mail', () => {
    const page =
      'ask @octo/ops, mail a@b.c, [see](https://x.example/@octo)\n\n```text\n@octo\n```\n\nor @mona\n';
    expect(body(page)).toContain(
      'ask @\u2060octo/ops, mail a@b.c, [see](https://x.example/@octo)\n\n```text\n@octo\n```\n\nor @\u2060mona\n',
    );
  });

  const line = `${'x'.repeat(99)}\n`;

  test('is cut at the end of a line, and says where the rest is', () => {
    const made = body(line.repeat(1000));
    expect(made.length).toBeLessThanOrEqual(65_536);
    expect(made.length).toBeGreaterThan(65_000);
    expect(made).toContain(
      'x\n\n**Too long for a comment.** All of it is in the [summary of the run](https://github.com/octo/web/actions/runs/4711/attempts/2).',
    );
    expect(made).toContain('<sub>From [run 4711]');
  });

  test('closes what it was cut in', () => {
    const made = body(
      `<details open><summary>Console</summary>\n\n\`\`\`\`text\n${line.repeat(1000)}\`\`\`\`\n`,
    );
    expect(made).toContain('x\n````\n\n</details>\n\n**Too long');
    expect(made.length).toBeLessThanOrEqual(65_536);
  });

  test('has no half of a diagram', () => {
    const made = body(`Before\n\`\`\`mermaid\ngantt\n${line.repeat(1000)}\`\`\`\nAfter\n`);
    expect(made).toContain('Before\n\n**Too long');
    expect(made).not.toContain('gantt');
  });
});
