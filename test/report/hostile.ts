/** Pages in which every text that comes from elsewhere is the same, whatever that is. */
import { Failure } from '../../src/failure.js';
import { InputError } from '../../src/inputs/problem.js';
import { LayerFailed } from '../../src/instances/layer-failed.js';
import { LayerFailure } from '../../src/layers/problem.js';
import type { LaunchFacts, LockFacts, RolloutResult } from '../../src/modes/result.js';
import { failureSummary, summaryOf } from '../../src/report/summary.js';
import { FAILED, instance, LAUNCH, PLAN, PLANNED_ROLLOUT, ROLLOUT, rolledInstance, STORY } from './pages.js';
import { incomplete, pruned } from './prune-pages.js';

/** One that shows nothing: what the pages look like when nobody means any harm. */
export const HARMLESS = 'harmless';

/** Each means something to Markdown, to HTML, to Mermaid or to GitHub. */
export const HOSTILE = [
  '"] --> evil["x',
  'x"]:::made\n  evil["y"]',
  '`x` ``y`` ```z',
  '```\n# heading\n```',
  '~~~\nx',
  'a | b || c \\| d \\\\| e',
  '\\',
  '`|`\\|`',
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '</details></td></table><h1>x',
  '<!-- x',
  '[x](javascript:alert(1)) ![x](y)',
  '[x]: y "z"',
  '# heading',
  '- item',
  '1. item',
  '> quote\n\nnext',
  '| a | b |\n| - | - |\n| c | d |',
  '*x* **x** _x_ __x__ ~~x~~',
  '$x$ $$y$$ $`z`$',
  '&lt;b&gt; &#35; #quot; #35; &nbsp;',
  '%%{init: {"securityLevel": "loose"}}%% x',
  '%% comment',
  'section x :crit, 0, 1',
  'title x',
  'click a href "javascript:alert(1)"',
  'dateFormat YYYY',
  'end',
  'done, crit, a1, 0, 5000',
  'subgraph x; style x fill:#f00; classDef x fill:#f00;',
  '---\ntitle: x\n---',
  '1) x 2. y - z',
  'www.example.com https://example.com WWW.EXAMPLE.COM user@example.com @octo #12 :tada:',
  'a\r\nb\u2028c\u0000d\u001b[31me',
  '\u202eesrever \u2066x',
  'ﬂ°°60¶ß ﬂ°lt¶ß',
  'naïve ☃ 🟦 日本語',
  'x'.repeat(5_000),
];

/** Every page that holds text from elsewhere, with `text` in all places for it. */
export function pagesWith(text: string): Record<string, string> {
  const base = { ...LAUNCH.base, name: text, source: text, owner: text };
  const facts: LaunchFacts = {
    ...LAUNCH,
    region: text,
    base,
    template: { id: text, name: text, version: 1 },
    userData: {
      ...LAUNCH.userData!,
      shares: [{ layer: text, raw: 10, bytes: 20 }],
      rolePolicy: [{ Sid: text, Effect: 'Allow', Action: text, Resource: text }],
    },
    place: text,
    passedOver: [{ place: text, said: text }],
    instances: [instance(text, { instanceType: text, zone: text, publicIp: text, privateIp: text })],
    tookBefore: { [text]: 2 },
    readyWhen: ['running', text, `not seen: ${text}`],
    after: { running: 4.4, [text]: 38.9 },
  };
  const phases = [...STORY.phases, { ...STORY.phases[2]!, title: text, failed: true }];
  const failed = { known: facts, phases };
  const fate = { ended: [], kept: [], left: [text], pending: [text], back: [text] };
  const problems = [{ layer: text, line: 1, message: text }];
  const pin = { id: text, name: text, owner: text, created: text };
  const lock: LockFacts = {
    path: text,
    source: text,
    changed: true,
    text,
    images: [{ region: text, architecture: 'x86_64', before: { ...pin, id: 'ami-1' }, now: pin }],
  };
  const rolled: RolloutResult = {
    ...ROLLOUT,
    region: text,
    base,
    userData: facts.userData,
    readyWhen: [text],
    rollout: {
      ...ROLLOUT.rollout,
      group: text,
      template: { id: text, name: text },
      refresh: { ...ROLLOUT.rollout.refresh!, id: text, status: text },
      instances: [rolledInstance(text, { zone: text, instanceType: text, lifecycle: text })],
    },
  };
  const rolling = { known: { ...rolled, rollout: { ...rolled.rollout, rolledBack: text } }, phases };
  const signal = { kind: 'failed', layer: text, exitCode: 1 } as const;
  return {
    launch: summaryOf({ ...facts, amiId: text, mode: 'launch' }, { known: facts, phases }),
    plan: summaryOf(
      {
        ...PLAN,
        region: text,
        base,
        template: facts.template,
        userData: facts.userData,
        readyWhen: [text],
        places: [
          {
            instanceType: text,
            subnetId: text,
            market: 'spot',
            verdict: 'refused',
            final: false,
            said: text,
            advice: text,
          },
        ],
        permissions: {
          missing: [text],
          unchecked: [text],
          statements: [{ Sid: text, Effect: 'Allow', Action: text, Resource: text }],
        },
      },
      FAILED,
    ),
    'plan-rollout': summaryOf(
      {
        ...PLANNED_ROLLOUT,
        region: text,
        base,
        rollout: {
          ...PLANNED_ROLLOUT.rollout!,
          group: text,
          template: { id: text, name: text },
          followed: text,
          migrated: text,
          changes: [text],
          preferences: { ...PLANNED_ROLLOUT.rollout!.preferences, alarms: [text] },
          running: { id: text, status: text, percent: 1, would: 'be-waited-for' },
        },
      },
      FAILED,
    ),
    rollout: summaryOf(rolled, { known: rolled, phases }),
    'rollout-unchanged': summaryOf(
      { ...rolled, rollout: { ...rolled.rollout, action: 'unchanged' } },
      { known: rolled, phases },
    ),
    'rollout-failed': failureSummary(
      new Failure('refresh-ended', text.replace(/\s+/g, ' ')),
      { ...fate, pending: [], back: [] },
      rolling,
    ),
    'rollout-pending': failureSummary(new Failure('refresh-ended', text.replace(/\s+/g, ' ')), fate, rolling),
    resolve: summaryOf({ mode: 'resolve', region: text, base, lock }, FAILED),
    terminate: summaryOf({ mode: 'terminate', region: text, ended: [text], gone: [text] }, FAILED),
    prune: summaryOf(pruned(text), FAILED),
    'prune-incomplete': failureSummary(incomplete(text), fate, failed),
    'layer-failed': failureSummary(new LayerFailed(text, signal, text), fate, failed),
    failure: failureSummary(
      // The lines of a message are a list; what comes from elsewhere in it is never more than one.
      new Failure('x', `Not done.\n  - ${text.replace(/\s+/g, ' ')}`, { advice: text, evidence: text }),
      fate,
      failed,
    ),
    input: failureSummary(
      new InputError([{ input: 'count', given: text, expected: text }], { layers: problems }),
      fate,
      failed,
    ),
    layers: failureSummary(new LayerFailure('layers-unfit', problems, { summary: text }), fate, failed),
  };
}

/** The Mermaid blocks of a page. */
export function diagramsOf(page: string): string[] {
  return [...page.matchAll(/^```mermaid\n([\s\S]*?)\n```$/gm)].map(([, text]) => text ?? '');
}
