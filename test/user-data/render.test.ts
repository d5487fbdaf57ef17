import { randomBytes } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Layer, LayerKind } from '../../src/layers/layer.js';
import { LayerFailure } from '../../src/layers/problem.js';
import { fillLayers, renderUserData, type UserDataInput } from '../../src/user-data/render.js';
import { anyValue } from './values.js';
import { bootstrapOf, filesOf, readTags, rowsOf, runnerOf } from './windows.js';

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
      'The variable "unused" is given, but no layer names it.',
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
  const windows = async (...layers: Layer[]) =>
    (await render(layers, { os: 'windows', variables: { v: 'it’s </powershell>' } })).bytes;

  test('is one block that nothing in a layer can end, and ASCII', async () => {
    const script = '# </powershell>\n@"\n"@\n@\'\n\'@ # é {{v}}\n';
    const userData = await windows(layer("it's é.ps1", script));
    expect(Buffer.from(userData).toString('latin1')).toMatch(
      /^<powershell>\n[\n\x20-;=-~]*<\/powershell>\n$/,
    );
    const [row] = rowsOf(runnerOf(userData));
    expect([row!.Name, filesOf(row!)['setup.ps1']!.toString()]).toEqual([
      "it's é.ps1",
      '\uFEFF# </powershell>\n@"\n"@\n@\'\n\'@ # é it’s </powershell>\n',
    ]);
    expect(runnerOf(userData)).toContain(`ami-launch-signal: ${signal} $Result`);
  });

  test.each([
    ['little', (text: string) => Buffer.from(text, 'utf16le')],
    ['big', (text: string) => Buffer.from(text, 'utf16le').swap16()],
  ])('holds a layer in UTF-16 (%s-endian) as UTF-8, with its variables filled in', async (_order, encode) => {
    const userData = await windows(layer('a.ps1', encode('\uFEFFWrite-Output {{v}} # é🦊\r\n')));
    const [row] = rowsOf(runnerOf(userData));
    expect(filesOf(row!)['setup.ps1']!.toString()).toBe("\uFEFFWrite-Output 'it’’s </powershell>' # é🦊\r\n");
  });

  test('has the layers in order, with what they get and whether they want a reboot', async () => {
    const layers = [
      layer('b.ps1', '1'),
      { ...layer('ä.ps1', '$env:AMI_LAUNCH_v'), options: { reboot: 'again' } },
      { ...layer('c.ps1', 'f {{s}}'), options: { reboot: 'true' } },
    ];
    const { bytes } = await render(layers, { os: 'windows', variables: { v: "'", s: 'ssm:/web/pw' } });
    const told = rowsOf(runnerOf(bytes)).map(({ Name, Reboot, Environment, Secrets }) => ({
      Name,
      Reboot,
      Environment,
      Secrets,
    }));
    expect(told).toEqual([
      { Name: 'b.ps1' },
      { Name: 'ä.ps1', Reboot: 'again', Environment: [{ variable: 'AMI_LAUNCH_v', value: "'" }] },
      {
        Name: 'c.ps1',
        Reboot: 'always',
        Secrets: [{ variable: 'AMI_LAUNCH_SECRET_1', service: 'ssm', id: '/web/pw' }],
      },
    ]);
  });

  test('brings all bytes of a layer as they are, whatever they are', async () => {
    const text = fc.oneof(anyValue, fc.constantFrom('\uFEFF', '\r\n', '\n', '\r', "'", '’', "'@\n"));
    const bytes = fc.oneof(
      fc.array(text).map((parts) => Buffer.from(parts.join(''))),
      fc.uint8Array().map((array) => Buffer.from(array)),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(anyValue, bytes), { maxLength: 4 }), async (files) => {
        const scripts = files.map(([name, content]) => ({
          ...layer('a.ps1', '1\n'),
          files: [{ path: `a/${name}`, content, executable: false }],
        }));
        const { bytes: userData } = await render(scripts, { os: 'windows', allowSecrets: true });
        expect(readTags(userData, { lenient: true })).toEqual(readTags(userData));
        const arrived = rowsOf(runnerOf(userData)).map((row) => Object.entries(filesOf(row))[1]);
        expect(arrived).toEqual(files.map(([name, content]) => [`a/${name}`, content]));
      }),
      { numRuns: 80 },
    );
  });

  test('runs at every boot where that is wanted, as the agents are told by a tag', async () => {
    const persists = (await render([layer('a.ps1', '1')], { os: 'windows', persist: true })).bytes;
    const once = await windows(layer('a.ps1', '1'));
    expect([readTags(persists).persist, readTags(once).persist]).toEqual([true, false]);
    // There the agent itself goes on after a reboot; else a task does, and the agent leaves that alone.
    expect(bootstrapOf(persists)).not.toContain('exit 0');
    expect(runnerOf(persists)).not.toContain('Register-ScheduledTask');
    expect(bootstrapOf(once)).toContain('exit 0');
    expect(runnerOf(once)).toContain('New-ScheduledTaskTrigger -AtStartup');
    const builder = { os: 'windows' as const, persist: true, build: { deadlineSeconds: 1800 } };
    expect(readTags((await render([], builder)).bytes).persist).toBe(false);
  });
});

test('the agents run batch first, and take tags as they come', () => {
  expect(readTags('<persist>true</persist>\n<powershell>a</powershell><script>b</script>')).toEqual({
    runs: [
      { tag: 'script', script: 'b' },
      { tag: 'powershell', script: 'a' },
    ],
    persist: true,
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
      encoding: 'gzip',
    });
  });

  test('and is not staged where it runs at every boot, since the URL ends before', async () => {
    const layers = [layer('huge.ps1', randomBytes(20_000).toString('hex'))];
    const input = { os: 'windows' as const, persist: true, stagingBucket: 'staging' };
    await expect(render(layers, input)).rejects.toMatchObject({
      id: 'user-data-too-big',
      advice: expect.stringMatching(/^With `persist` it has to fit: the URL /),
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
