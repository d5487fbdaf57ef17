/** What the job page says of a roll-out. */
import { describe, expect, test } from '@jest/globals';
import { Failure } from '../../src/failure.js';
import { failureSummary, summaryOf } from '../../src/report/summary.js';
import { NOTHING_MADE } from '../../src/report/summary/fate.js';
import { diagramsOf } from './hostile.js';
import { PAGES, ROLLING, ROLLOUT, rolledInstance, STORY } from './pages.js';

const CONSOLE = 'https://eu-west-1.console.aws.amazon.com/ec2/home?region=eu-west-1';
/** A name with blanks and brackets, which end an address in Markdown. */
const GROUP = `${CONSOLE}#AutoScalingGroupDetails:id=web%20%28blue%29`;

function section(page: string, title: string): string {
  return page.split(/^### /m).find((part) => part.startsWith(title)) ?? '';
}

describe('the page of a roll-out', () => {
  const page = PAGES.rollout;

  test('says first what the group is now and was before, with links to all of it', () => {
    expect(page.split('\n').slice(0, 3)).toEqual([
      '## ✅ The group `web (blue)` is rolled to version 4',
      '',
      [
        '**3 instances**',
        '`eu-west-1`',
        `[\`web (blue)\`](${GROUP};view=details)`,
        `[\`ami-0aaaaaaaaaaaaaaaa\`](${CONSOLE}#ImageDetails:imageId=ami-0aaaaaaaaaaaaaaaa)`,
        `template [\`lt-0123456789abcdef0\`](${CONSOLE}#LaunchTemplateDetails:launchTemplateId=lt-0123456789abcdef0) (web) version 3 → **4**`,
        `instance refresh [\`08b91cf7-8fa6-48af-b6a6-d227f40f1b9b\`](${GROUP};view=instanceRefresh): took **3 min 34 s**`,
      ].join(' · '),
    ]);
  });

  test('draws the way from the base image by the version to the group', () => {
    const [diagram = ''] = diagramsOf(page);
    expect(diagram).toContain('  base -->|"baked#58; image/packages.sh"| image\n');
    expect(diagram).toContain('  image -->|"its image"| version\n');
    expect(diagram).toContain('  layers -->|"its user data, run at boot"| version\n');
    expect(diagram).toContain('  version -->|"rolled to it"| group\n');
    expect(diagram).toContain('version["Launch template<br/>web<br/>version 4, after 3"]:::made');
    expect(diagram).toContain(
      'group["Auto Scaling group<br/>web #40;blue#41;<br/>3 instances<br/>in 2 zones"]:::made',
    );
  });

  test('counts the instances by zone', () => {
    expect(section(page, 'Instances')).toContain(
      `| eu-west-1b | 2 | \`t3.micro\` × 1, \`t3a.micro\` × 1 | \`InService\` | [\`i-0cc71e43c3f489ade\`](`,
    );
  });

  test('is no longer for a thousand of them, in a dozen states', () => {
    const many = Array.from({ length: 1000 }, (_, n) =>
      rolledInstance(`i-${n.toString(16).padStart(17, '0')}`, {
        zone: `eu-west-1${'abc'[n % 3] ?? ''}`,
        instanceType: `t${n % 12}.micro`,
        healthy: n % 100 !== 0,
      }),
    );
    const text = section(
      summaryOf({ ...ROLLOUT, rollout: { ...ROLLOUT.rollout, desired: 1000, instances: many } }, STORY),
      'Instances',
    );
    expect(text.match(/^\| eu-west/gm)).toHaveLength(3);
    expect(text.length).toBeLessThan(2_500);
    expect(text).toContain('`InService, not healthy` × 4');
  });

  test('compares what was awaited with the time before', () => {
    expect(page).toContain('**Ready when:** ✅ `user-data` 39 s (42 s before)');
  });

  test('tells in one line that nothing was to be done, and of nothing that was awaited', () => {
    const text = PAGES['rollout-unchanged'];
    expect(text).toContain('## ✅ The group `web (blue)` is what it should be\n');
    expect(text).toContain(
      'Nothing was replaced: version 3 of the launch template says what is wanted, and all 3 instances are of it.',
    );
    expect(text).not.toContain('Ready when');
    expect(diagramsOf(text)[0]).toContain('version["Launch template<br/>web<br/>version 3"]:::image');
  });

  test('says of a group that was made that it is', () => {
    expect(PAGES['rollout-created']).toContain('## ✅ The group `web (blue)` is created');
    expect(PAGES['rollout-created']).toContain('(web) version 1\n');
    expect(diagramsOf(PAGES['rollout-created'])[0]).toContain('-->|"created from it"| group');
  });
});

describe('the page of a roll-out that failed', () => {
  test('says what failed on which instance, and that the group is back', () => {
    const page = PAGES['rollout-failed'];
    expect(page).toMatch(/^## ❌ ami-launch failed: `deploy\/app.sh` ended with exit code 127\n/);
    expect(page).toContain('The layer `deploy/app.sh` failed on `i-066876a3081ec6731`');
    expect(page).toContain('<summary>The end of the console</summary>');
    expect(section(page, 'The group')).toContain(
      '> [!NOTE]\n> The group web (blue) is back on version 3 of its launch template.',
    );
    expect(section(page, 'The group')).toContain(': InProgress at 33 % after **61 s**');
    expect(diagramsOf(page)[0]).toContain('version -.->|"was to be rolled to it"| group');
    expect(page).toContain('❌ `user-data` not seen');
  });

  test('says of one that was cancelled that the group is on its way back', () => {
    expect(section(PAGES['rollout-cancelled'], 'The group')).toContain(
      '> [!WARNING]\n> The group web (blue) is on its way back to version 3 of its launch template.',
    );
  });

  const failed = new Failure('refresh-ended', 'The instance refresh ended as Failed.');
  const without = (rollout: object) => ({
    ...ROLLING,
    known: { ...ROLLING.known, rollout: { ...ROLLING.known.rollout, rolledBack: undefined, ...rollout } },
  });

  test('warns when the group is not back', () => {
    expect(failureSummary(failed, NOTHING_MADE, without({}))).toContain(
      '> [!WARNING]\n> The group `web (blue)` is not back where it was.',
    );
  });

  test('believes what was done last', () => {
    const back = ['The group web (blue) is back on version 3 of its launch template.'];
    expect(failureSummary(failed, { ...NOTHING_MADE, back }, without({}))).toContain(
      '> [!NOTE]\n> The group',
    );
  });

  test('says that nothing was replaced where the refresh never began', () => {
    expect(failureSummary(failed, NOTHING_MADE, without({ refresh: undefined }))).toContain(
      'No instance of the group `web (blue)` was replaced. It still has version 3 of its launch template.',
    );
  });
});

describe('the page of a planned roll-out', () => {
  const page = PAGES['plan-rollout'];

  test('tells how many instances would be replaced, how, and what is on its way', () => {
    expect(page).toContain('## 📋 Plan: the group `web (blue)` would be rolled, 2 of 3 instances replaced\n');
    expect(page).toContain(
      'would be rolled from version 3 to a new version of its launch template: of 3 instances 2 would be replaced.',
    );
    expect(page).toContain('it stops at 10, 50, 100 % for 10 min');
    expect(page).toContain('leads elsewhere: its end would be waited for.');
    expect(page).toContain(
      'Of the group itself would be put right: 4 instances (before: 3, between 3 and 3).',
    );
  });

  test('draws it as not done yet, and says what was not asked', () => {
    const [diagram = ''] = diagramsOf(page);
    expect(diagram).toContain('version["Launch template<br/>web<br/>a new version, after 3"]:::planned');
    expect(diagram).toContain('version -.->|"would be rolled to it"| group');
    expect(page).toContain('Auto Scaling knows no dry run');
  });
});
