/** What the job page says of a run. */
import { describe, expect, test } from '@jest/globals';
import { failureSummary, summaryOf } from '../../src/report/summary.js';
import { NOTHING_MADE } from '../../src/report/summary/fate.js';
import { diagramsOf } from './hostile.js';
import { BASE, FAILED, instance, LAUNCH, LAYER_FAILED, PAGES, PLAN, STORY } from './pages.js';

const CONSOLE = 'https://eu-west-1.console.aws.amazon.com/ec2/home?region=eu-west-1';

function section(page: string, title: string): string {
  return page.split(/^### /m).find((part) => part.startsWith(title)) ?? '';
}

describe('the page of a launch', () => {
  const page = PAGES.launch;

  test('says first how it ended, with what and how fast', () => {
    expect(page.split('\n').slice(0, 3)).toEqual([
      '## ✅ 2 instances are ready',
      '',
      `**2 × t3a.micro in subnet-0123456789abcdef0** · \`eu-west-1\` · [\`${BASE.id}\`](${CONSOLE}#ImageDetails:imageId=${BASE.id}) · ready **43 s** after the launch`,
    ]);
  });

  test('draws the way from the base image to the instances', () => {
    expect(diagramsOf(page)[0]).toBe(
      `
%%{init: {"flowchart": {"wrappingWidth": 400}}}%%
flowchart LR
  base["Base image al2023<br/>al2023-ami-2026.9.20261119.0-kernel-6.1-x86_64<br/>ami-0c2a0a626f9daf29b<br/>5 days old"]:::image
  layers["User data<br/>2 layers<br/>9,741 bytes"]:::input
  instances["2 instances<br/>t3a.micro in subnet-0123456789abcdef0<br/>i-066876a3081ec6731<br/>i-0cc71e43c3f489ade"]:::made
  base -->|"launched as it is"| instances
  layers -->|"run at boot"| instances
  classDef image fill:#ddf4ff,stroke:#0969da,color:#0a3069
  classDef input fill:#fbefff,stroke:#8250df,color:#3e1f79
  classDef made fill:#dafbe1,stroke:#1a7f37,color:#0f5323`.trimStart(),
    );
  });

  test('draws the phases of the run and what was awaited, in milliseconds since it began', () => {
    expect(diagramsOf(page)[1]).toBe(
      `
gantt
  title Seconds since the run began
  dateFormat x
  axisFormat %s
  todayMarker off
  section Run
  Resolve and render 0.7 s :done, 0, 700
  Launch 0.7 s :done, 700, 1400
  Wait 43 s :done, 1400, 44600
  section Ready
  running 4.4 s :active, 1400, 5800
  user-data 39 s :active, 1400, 40300
  http#58;80/health 43 s :active, 1400, 44600`.trimStart(),
    );
  });

  test('compares what each condition took with the time before', () => {
    expect(page).toContain(
      '**Ready when:** ✅ `running` 4.4 s (4.1 s before) · ✅ `user-data` 39 s (42 s before) · ✅ `http:80/health` 43 s',
    );
  });

  test('shows the user data against its limit, with the share of each layer', () => {
    expect(section(page, 'User data')).toBe(
      `User data

🟦🟦🟦🟪🟪🟪🟪🟪🟪🟪🟪🟪🟪⬛⬛⬛⬛⬛⬛⬜⬜⬜⬜⬜⬜⬜⬜⬜⬜⬜⬜⬜  **9,741** of 16,384 bytes (59 %)

|  | Part | In the repository | In the user data | Of the limit |
| --- | --- | --: | --: | --: |
| 🟦 | \`deploy/nginx.yaml\` | 1,098 B | 1,324 B | 8 % |
| 🟪 | \`deploy/app.sh\` | 5,092 B | 5,209 B | 32 % |
| ⬛ | what runs them and tells how they ended |  | 3,208 B | 20 % |
`,
    );
  });

  test('leads from each instance to the AWS console', () => {
    const [first] = LAUNCH.instances;
    expect(section(page, 'Instances')).toContain(
      `| [\`${first!.id}\`](${CONSOLE}#InstanceDetails:instanceId=${first!.id}) | \`t3a.micro\` | eu-west-1a | 198.18.91.14 | 172.31.0.4 |`,
    );
  });

  test('shows at most fifty of them, and leaves out what none has', () => {
    const many = Array.from({ length: 1000 }, (_, n) =>
      instance(`i-${n.toString(16).padStart(17, '0')}`, { publicIp: undefined, zone: undefined }),
    );
    const text = section(summaryOf({ ...LAUNCH, instances: many }, STORY), 'Instances');
    expect(text.match(/^\| \[/gm)).toHaveLength(50);
    expect(text).toContain('…and 950 more.');
    expect(text).toContain('| Instance | Type | Private address |');
  });

  test.each([
    ['cn-north-1', 'https://cn-north-1.console.amazonaws.cn/ec2/home'],
    ['us-gov-west-1', 'https://us-gov-west-1.console.amazonaws-us-gov.com/ec2/home'],
  ])('knows the console of %s', (region, address) => {
    expect(summaryOf({ ...LAUNCH, region }, STORY)).toContain(`(${address}?region=${region}#`);
  });

  test('tells where there was no capacity, in the words of EC2', () => {
    expect(section(page, 'Places without capacity')).toContain(
      '| spot&nbsp;t3a.micro&nbsp;in&nbsp;subnet-0123456789abcdef0 | There is no Spot capacity available',
    );
  });

  test('warns of a deprecation that is near, and of none that is far', () => {
    const deprecationNotice = 'The base image ami-1 will be deprecated in 9 days.';
    const text = summaryOf({ ...LAUNCH, base: { ...BASE, deprecationNotice } }, STORY);
    expect(text).toMatch(/> \[!WARNING\]\n> The base image ami-1 will be deprecated in 9 days\./);
    expect(page).not.toContain('deprecated');
  });

  test('has no timeline where everything was over at once', () => {
    const phases = [{ title: 'Launch', from: 0, to: 400, failed: false }];
    expect(diagramsOf(summaryOf(LAUNCH, { known: {}, phases }))).toHaveLength(1);
  });
});

describe('the page of a plan', () => {
  test('tells what would be launched where, and what EC2 says to that', () => {
    expect(PAGES.plan).toContain('## 📋 Plan: 2 instances would be launched');
    const places = section(PAGES.plan, 'Places');
    expect(places).toContain('| 1 | `t3.micro` | spot | [`subnet-0123456789abcdef0`](');
    expect(places).toContain("❌ You've reached your quota for maximum Spot Instance Requests |");
    expect(places).toContain('- Ask for more under Service Quotas.');
    expect(places).toContain('| 3 | `t3a.micro` | on-demand | of the default VPC | ✅ would launch |');
    expect(PAGES.plan).toContain('| **Ready when** | `user-data` (42 s before), `http:80/health` |');
  });

  test('says what could not be asked about', () => {
    expect(section(PAGES.plan, 'Permissions')).toContain('asked about: `ec2:TerminateInstances`.');
  });

  test('gives a policy to paste where permissions are missing', () => {
    expect(PAGES['plan-denied']).toContain('## ❌ Plan: 2 instances, but 2 permissions missing');
    const json = /```json\n([\s\S]*?)\n```/.exec(PAGES['plan-denied'])?.[1] ?? '';
    const policy = JSON.parse(json) as { Version: string; Statement: { Action: string }[] };
    expect(policy.Version).toBe('2012-10-17');
    expect(policy.Statement.map(({ Action }) => Action)).toEqual(['ec2:RunInstances', 'ec2:CreateTags']);
  });

  test('says so first when EC2 would refuse everywhere', () => {
    const places = PLAN.places.map((place) => ({ ...place, verdict: 'refused' as const, said: 'No.' }));
    expect(summaryOf({ ...PLAN, places }, STORY)).toContain(
      '## ❌ Plan: 2 instances, but EC2 would refuse in all 3 places\n',
    );
  });

  test('tells of places that were not asked about as neither good nor bad', () => {
    const [first, ...others] = PLAN.places.map((place) => ({
      ...place,
      verdict: 'not-asked' as const,
      said: 'only the first 10 places are asked about',
    }));
    const some = summaryOf({ ...PLAN, places: [...PLAN.places, first!] }, STORY);
    expect(some).toContain('would be launched (in 2 of 4 places, 1 refused, 1 not asked)\n');
    expect(section(some, 'Places')).toContain('❔ not asked: only the first 10 places are asked about');
    expect(summaryOf({ ...PLAN, places: [first!, ...others] }, STORY)).toContain(
      '## ❔ Plan: 2 instances, but EC2 could not be asked\n',
    );
  });
});

describe('the page of a failure', () => {
  const page = PAGES['layer-failed'];

  test('names the layer with its line and exit code, and shows the end of the console', () => {
    expect(page).toMatch(/^## ❌ ami-launch failed: `deploy\/app.sh` ended with exit code 127\n/);
    expect(page).toContain(
      '> [!CAUTION]\n> The layer `deploy/app.sh` failed on `i-066876a3081ec6731` with exit code 127, near its line 12.',
    );
    expect(page).toContain(
      '<details open><summary>The end of the console</summary>\n\n```text\n[    6.210000]',
    );
  });

  test('draws what failed in red, up to the end of the wait', () => {
    expect(diagramsOf(page)[1]).toContain('  Wait 43 s :crit, 1400, 44600');
    expect(diagramsOf(page)[1]).toContain('  user-data 43 s :crit, 1400, 44600');
    expect(diagramsOf(page)[1]).toContain('  running 4.4 s :active, 1400, 5800');
    expect(page).toContain('❌ `user-data` not seen (42 s before)');
  });

  test.each([
    ['layer-failed', 'ended'],
    ['timed-out', '⚠️ may still be there'],
    ['kept', '⚠️ kept, costs money'],
  ] as const)('after %s, says of an instance: %s', (name, became) => {
    expect(section(PAGES[name], 'Instances')).toContain(`| ${became} |`);
  });

  test('for lack of capacity shows the places, and that there are no instances', () => {
    expect(PAGES['no-capacity']).toContain('### Places without capacity');
    expect(diagramsOf(PAGES['no-capacity'])[0]).toContain('instances["No instances"]:::failed');
  });

  test('of inputs lists them all, and the layers with their lines', () => {
    expect(PAGES['bad-input']).toContain(`
- \`count\` got "three"; expected a whole number from 1 to 1000
- \`instance-types\` expected no input of this name; did you mean instance-type?
- \`deploy/nginx.yaml:3\` Nested mappings are not allowed here.
`);
  });

  test('of a cancelled run says that it was cancelled', () => {
    expect(PAGES.cancelled).toMatch(/^## 🛑 ami-launch was cancelled\n/);
  });

  test('without anything known has just the reason', () => {
    expect(failureSummary(LAYER_FAILED, NOTHING_MADE, { known: {}, phases: [] })).not.toContain('###');
    expect(FAILED.known.base).toBeDefined();
  });
});

test('the pages of the other modes', () => {
  expect(PAGES.resolve).toContain('| **Made** | 2026-11-19, 5 days old |');
  expect(PAGES.terminate).toMatch(/^## 🧹 1 instance ended\n/);
  expect(PAGES.terminate).toContain('| had already ended |');
});

describe('the page of a prune', () => {
  test('says what went, how much of it, and what stayed for whom', () => {
    expect(PAGES.prune).toContain('## 🧹 Removed 203 images, 1 builder, 1 snapshot');
    expect(PAGES.prune).toContain('snapshots of volumes of 1,632 GiB went');
    expect(PAGES.prune).toContain('…of 205 in all');
    expect(section(PAGES.prune, 'Stays')).toContain('| 3 | in use |');
    expect(section(PAGES.prune, 'Stays')).toContain('| instance i-0c |');
  });

  test('says of a dry run that nothing was changed, and of a failure what is left', () => {
    expect(PAGES['prune-planned']).toContain('## 🧹 Would remove 203 images');
    expect(PAGES['prune-planned']).toContain('Nothing was changed');
    expect(PAGES['prune-incomplete']).toContain('failed: not everything could be removed');
    expect(section(PAGES['prune-incomplete'], 'Could not be removed')).toContain('ami-0cc');
    expect(section(PAGES['prune-incomplete'], 'Went')).toContain('ami-0f1');
  });
});
