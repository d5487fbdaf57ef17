/** What is wrong with a layer is told without what its variables hold, which may be secret. */
import { expect, test } from '@jest/globals';
import type { LayerKind } from '../../src/layers/layer.js';
import { encodeText } from '../../src/layers/text.js';
import { fillLayer } from '../../src/user-data/fill.js';

const VALUES = [
  'hunter2',
  '\n\t*hunter2: [',
  'ssm:hunter2 hunter2',
  'hunter2\0',
  `${'x'.repeat(2000)}hunter2`,
];

/** Wrong with any value. */
const WRONG: [kind: LayerKind, layer: string][] = [
  ['cloud-config', 'a: {{v}}\nb: [\n'],
  ['cloud-config', '{{v}}: {{v}}: {{v}}\n'],
  ['cloud-config', 'a: *{{v}}\n'],
  ['cloud-config', 'a: !{{v}} b\n'],
  ['cloud-config', '- {{v}}\n'],
  ['cloud-config', 'a: "\\q{{v}}"\n'],
  ['cloud-config', 'a: |\n  #!/usr/bin/{{v}}\n'],
  ['cloud-config', 'runcmd:\n  - echo `{{v}}`\n'],
  ['shell', '#!/usr/bin/python3\nprint({{v}})\n'],
  ['shell', '#!/bin/{{v}}\n'],
  ['shell', 'echo `{{v}}`\n'],
  ['shell', 'cat <<{{v}}\n'],
  ['powershell', 'echo `{{v}}\n'],
  ['powershell', '${{v}}\n'],
  ['shell', '{{#v}}{{v}}{{/v}}\n'],
  ['shell', '{{v}} {{w}}\n'],
  ['shell', '{{v}} {{v\n'],
];

test.each(WRONG)('%s: %j', async (kind, layer) => {
  for (const value of VALUES) {
    const variables = new Map([['v', value]]);
    const { problems } = await fillLayer({ kind, name: 'layer', content: encodeText(layer) }, variables);

    expect(problems).not.toEqual([]);
    expect(JSON.stringify(problems)).not.toContain('hunter2');
  }
});
