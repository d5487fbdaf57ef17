import { randomBytes } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import type { Layer, LayerKind } from '../../src/layers/layer.js';
import { LayerFailure } from '../../src/layers/problem.js';
import { fillLayers, renderUserData, type UserDataInput } from '../../src/user-data/render.js';

const signal = '0123456789abcdef0123456789abcdef';

function layer(name: string, content: string | Uint8Array, kind?: LayerKind): Layer {
  const byEnding = name.endsWith('.ps1') ? 'powershell' : name.endsWith('.yaml') ? 'cloud-config' : 'shell';
  return { kind: kind ?? byEnding, name, content: Buffer.from(content) };
}

function render(
  layers: readonly Layer[],
  { os = 'linux', variables = {}, ...more }: Partial<Omit<UserDataInput, 'layers' | 'signal'>> = {},
) {
  return renderUserData({
    os,
    layers,
    variables,
    signal,
    ttlMinutes: undefined,
    allowSecrets: false,
    ...more,
  });
}

async function text(...args: Parameters<typeof render>): Promise<string> {
  return Buffer.from((await render(...args)).bytes).toString();
}

async function problemsOf(...args: Parameters<typeof render>) {
  const error: unknown = await render(...args).catch((thrown: unknown) => thrown);
  if (error instanceof LayerFailure)
    return error.problems.map(({ layer: name, line, message }) => [name, line, message]);
  throw error;
}

describe('user data for Linux', () => {
  const layers = [
    layer('a.sh', '#!/bin/bash\necho {{v}}\n'),
    layer('b.yaml', 'packages: [{{v}}]\n'),
    layer('c d.yaml', '#cloud-config\nruncmd: []\n'),
  ];

  test('is a message of the cloud-config layers, and the runner with all others', async () => {
    const message = await text(layers, { variables: { v: `it's` } });
    const parts = message.split(/^--ami-launch-[0-9a-f]{16}(?:--)?$/m);
    expect(parts).toHaveLength(5);
    expect(parts[0]).toMatch(
      /^MIME-Version: 1.0\nContent-Type: multipart\/mixed; boundary=ami-launch-[0-9a-f]{16}\n\n$/,
    );
    expect(parts[1]).toBe(
      '\nContent-Type: text/cloud-config\nContent-Disposition: attachment; filename=b.yaml\n' +
        'Merge-Type: list(append)+dict(no_replace,recurse_list)+str()\nContent-Transfer-Encoding: 7bit\n\n' +
        '#cloud-config\npackages: ["it\'s"]\n\n',
    );
    expect(parts[2]).toContain('filename=c_d.yaml\n');
    expect(parts[2]).toContain('\n\n#cloud-config\nruncmd: []\n');
    expect(parts[3]).toContain(
      'Content-Type: text/x-shellscript\nContent-Disposition: attachment; filename=zz-ami-launch\n',
    );
    expect(parts[3]).toContain(`\n#!/bin/bash\necho 'it'\\''s'\n`);
  });

  test('is the same for the same layers, variables and signal', async () => {
    const once = await text(layers, { variables: new Map([['v', '1']]) });
    expect(await text(layers, { variables: { v: '1' } })).toBe(once);
    expect(once).not.toMatch(/^(Date|Message-ID):/im);
  });

  test('only signals when there are no layers', async () => {
    expect(await text([])).toContain(`ami-launch-signal: ${signal} $1`);
  });

  test('leaves to Jinja what is for Jinja', async () => {
    const content = '## template: jinja\n#cloud-config\nruncmd: [echo {{ v1.region }}]\n';
    expect(await text([layer('a.yaml', content)])).toMatch(
      /text\/jinja2[^]*\n## template: jinja\n#cloud-config\nruncmd: \[echo \{\{ v1.region \}\}\]\n/,
    );
  });

  test('holds what is no text as base64, and puts no variable in there', async () => {
    expect(await text([layer('a', Buffer.from('#!/x\n{{v}}\xff', 'latin1'))])).toContain(
      Buffer.from('#!/x\n{{v}}\xff', 'latin1').toString('base64'),
    );
  });

  test('warns of what cloud-init would do without a word', async () => {
    const { warnings } = await render(
      [
        layer('a.sh', 'true\n'),
        layer('b.yaml', 'hostname: b\nusers:\n  x: 1\n'),
        layer('c.yaml', 'a: 1\nhostname: c\nusers: {x: 1}\n'),
      ],
      { variables: { unused: '1' } },
    );
    expect(warnings).toEqual([
      'b.yaml stands after a.sh, but cloud-init applies cloud-config before it runs any script. List it first.',
      'c.yaml stands after a.sh, but cloud-init applies cloud-config before it runs any script. List it first.',
      'c.yaml:1: cloud-init knows no "a" and ignores it.',
      'c.yaml:2: "hostname" is already set at b.yaml:1, and cloud-init keeps the first.',
      'The variable "unused" is given, but no layer has {{unused}}.',
    ]);
  });
});

test('layers can be filled in without being rendered, and count for what is used', async () => {
  const layers = [layer('a.sh', 'echo {{v}}\n')];
  const variables = { v: '1', w: '2' };
  const { layers: filled, used } = await fillLayers({ layers, variables, allowSecrets: false });
  expect(filled.map(({ content }) => Buffer.from(content).toString())).toEqual([`echo '1'\n`]);
  expect([...used]).toEqual(['v']);
  const { warnings } = await render([layer('b.sh', 'echo {{w}}\n')], { variables, alsoUsed: used });
  expect(warnings).toEqual([]);
  await expect(fillLayers({ layers, variables: {}, allowSecrets: false })).rejects.toThrow(
    'a.sh:1: There is no variable "v"',
  );
});

describe('user data for Windows', () => {
  test('is one block that nothing in a layer can end', async () => {
    const script = '# </powershell>\n@"\n"@\n@\'\n\'@ # é {{v}}\n';
    const userData = await text([layer("it's.ps1", script)], {
      os: 'windows',
      variables: { v: '</powershell>' },
    });
    expect(userData).toMatch(/^<powershell>\n[^<]*<\/powershell>\n$/);
    const [, packed] = /^Invoke-Layer 'it''s.ps1' '([^']*)'$/m.exec(userData) ?? [];
    expect(gunzipSync(Buffer.from(packed!, 'base64')).toString()).toBe(
      '\uFEFF# </powershell>\n@"\n"@\n@\'\n\'@ # é </powershell>\n',
    );
    expect(userData).toContain(`ami-launch-signal: ${signal} $Result`);
  });

  test.each([
    ['little', (text: string) => Buffer.from(text, 'utf16le')],
    ['big', (text: string) => Buffer.from(text, 'utf16le').swap16()],
  ])('holds a layer in UTF-16 (%s-endian) as UTF-8, with its variables filled in', async (_order, encode) => {
    const script = encode('\uFEFFWrite-Output {{v}} # é🦊\r\n');
    const userData = await text([layer('a.ps1', script)], { os: 'windows', variables: { v: 'it’s' } });
    const [, packed] = /^Invoke-Layer 'a.ps1' '([^']*)'$/m.exec(userData) ?? [];
    expect(gunzipSync(Buffer.from(packed!, 'base64')).toString()).toBe(
      "\uFEFFWrite-Output 'it’’s' # é🦊\r\n",
    );
  });

  test('runs the layers in order, and is ASCII', async () => {
    const userData = await text([layer('b.ps1', '1'), layer('ä.ps1', '2')], { os: 'windows' });
    expect(userData).toMatch(/^[\n -~]*$/);
    expect(userData).toMatch(
      /\nInvoke-Layer 'b.ps1' [^]*\nInvoke-Layer \(.*'w6QucHMx'.*\n[^]*\nSend-Signal 'ok'\n/,
    );
  });
});

describe('user data fits', () => {
  const big = layer('big.sh', 'echo hello\n'.repeat(3000));

  test('as it is, while it can', async () => {
    expect(await render([layer('a.sh', 'true\n')])).toMatchObject({
      encoding: 'plain',
      limit: 16384,
      shares: [{ layer: 'a.sh', raw: 5, bytes: expect.any(Number) }],
    });
  });

  test('packed on Linux, when it would be too big', async () => {
    const userData = await render([big]);
    expect(userData.encoding).toBe('gzip');
    expect(userData.bytes.length).toBeLessThan(16384);
    expect(gunzipSync(userData.bytes).toString()).toContain(Buffer.from(big.content).toString());
    expect((await render([big])).bytes).toEqual(userData.bytes);
  });

  test('packed on Windows always, inside the block', async () => {
    expect(await render([layer('big.ps1', '# hello\n'.repeat(10_000))], { os: 'windows' })).toMatchObject({
      encoding: 'plain',
    });
  });

  test.each(['linux', 'windows'] as const)(
    'or is an error that says what takes how much, on %s',
    async (os) => {
      const ending = os === 'linux' ? 'sh' : 'ps1';
      // Each fits alone.
      const layers = [layer(`small.${ending}`, '#\n'), layer(`huge.${ending}`, randomBytes(16_000))];
      await expect(render(layers, { os })).rejects.toMatchObject({
        id: 'user-data-too-big',
        message: expect.stringMatching(
          /^The user data takes \d\d,\d{3} bytes even when packed, and EC2 takes 16,384.*\nhuge\.\w+: 16,000 bytes, of which about \d\d,\d{3} are left.*\nsmall\.\w+: 2 bytes/,
        ),
        advice: expect.stringMatching(/Trim.*image.*bucket/),
      });
    },
  );

  test('or, where one layer alone is too big, is refused before anybody reads the layers', async () => {
    const layers = [
      layer('a.sh', 'echo {{no-such-variable}}\n'),
      layer('huge.sh', `#!/bin/sh\n${randomBytes(20_000).toString('base64')}\n`),
    ];
    await expect(render(layers)).rejects.toMatchObject({
      id: 'user-data-too-big',
      message: expect.stringMatching(/^The layers take 2\d,\d{3} bytes even when packed.*\nhuge\.sh: 26,/),
    });
  });

  test('when what is large are comments that do not travel', async () => {
    const comment = `{{! ${randomBytes(20_000).toString('hex')} }}\n`;
    expect((await render([layer('a.sh', `${comment}true\n`)])).encoding).toBe('plain');
  });
});

describe("what can't become user data", () => {
  test('is told of all layers at once, by layer and line', async () => {
    const layers = [
      layer('a.sh', '\n{{x}}\n`{{v}}`\n'),
      layer('b.yaml', 'a: [{{v}}\n'),
      layer('c.sh', '`{{v}}`\n{{= =}}'),
      layer('d.sh', '`{{v}}`\n'),
    ];
    expect(await problemsOf(layers, { variables: { v: '1' } })).toEqual([
      ['a.sh', 2, expect.stringContaining('no variable "x"')],
      ['b.yaml', expect.any(Number), expect.stringContaining('YAML is not right')],
      ['c.sh', 2, expect.stringContaining("can't be switched")],
      ['d.sh', 1, expect.stringContaining('inside backticks')],
    ]);
  });

  test('is a layer of another system', async () => {
    expect(await problemsOf([layer('a.ps1', '1')])).toEqual([
      ['a.ps1', undefined, 'This is a PowerShell script, which runs on Windows, but the image is Linux.'],
    ]);
    expect(await problemsOf([layer('a.sh', '1'), layer('a.yaml', 'a: b')], { os: 'windows' })).toEqual([
      ['a.sh', undefined, 'This is a shell script, which runs on Linux, but the image is Windows.'],
      ['a.yaml', undefined, 'This is a cloud-config file, which runs on Linux, but the image is Windows.'],
    ]);
  });

  test('is a name that would break the line of the signal', async () => {
    expect((await problemsOf([layer('a\nb', 'true\n')]))[0]?.[2]).toContain('control characters');
  });

  test('is a signal that is none', async () => {
    const none = { layers: [], variables: {}, ttlMinutes: undefined, allowSecrets: false };
    await expect(renderUserData({ os: 'linux', signal: 'x', ...none })).rejects.toThrow(TypeError);
  });
});
