/** What the inputs say, as the rest of the code gets to see it. */
import { describe, expect, test } from '@jest/globals';
import { InputError } from '../../src/inputs/problem.js';
import { loadRequest } from '../../src/inputs/load.js';

const env = (inputs: Record<string, string>) =>
  Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]));

async function problemsOf(inputs: Record<string, string>): Promise<string> {
  const error: unknown = await loadRequest(env(inputs)).catch((thrown: unknown) => thrown);
  if (!(error instanceof InputError)) throw new Error(`Accepted: ${JSON.stringify(inputs)}`);
  return error.message;
}

/** Each line: what somebody wrote, and a part of what they are told. One of them is enough to stop a run. */
const BAD: [why: string, inputs: Record<string, string>, told: string][] = [
  ['an unknown mode', { mode: 'start' }, 'mode: got "start"; expected one of launch, resolve, terminate'],
  [
    'a misspelt input',
    { 'instance-types': 't3.micro' },
    'instance-types: expected no input of this name; did you mean instance-type?',
  ],
  [
    'an input that is like no other',
    { colour: 'red' },
    'colour: expected no input of this name; see the table of inputs',
  ],
  [
    'a zone for a region',
    { region: 'eu-west-1a' },
    'region: got "eu-west-1a"; expected an AWS region such as eu-west-1',
  ],
  ['a misspelt alias', { 'base-image': 'ubunto-24.04' }, 'Did you mean ubuntu-24.04?'],
  ['half an image ID', { 'base-image': 'ami-123' }, 'ami- and 8 or 17 hexadecimal digits'],
  [
    'a parameter without its slash',
    { 'base-image': 'ssm:golden/web' },
    'a parameter name that begins with /',
  ],
  ['an image name without its owner', { 'base-image': 'name:web-*' }, 'name:OWNER/GLOB'],
  [
    'an architecture of another vendor',
    { architecture: 'amd64' },
    'architecture: got "amd64"; expected one of auto, x86_64, arm64',
  ],
  ['an age in words', { 'max-base-age-days': 'a month' }, 'a whole number of days from 1 to 3650'],
  [
    'an instance type without its size',
    { 'instance-type': 't3' },
    'instance-type: got "t3"; expected instance types such as t3.micro',
  ],
  ['the same type twice', { 'instance-type': 't3.micro, t3.micro' }, 'each type once'],
  ['a subnet by name', { 'subnet-id': 'private-a' }, 'subnet IDs such as subnet-0123456789abcdef0'],
  [
    'a security group by name',
    { 'security-group-ids': 'default' },
    'security group IDs such as sg-0123456789abcdef0',
  ],
  ['no instances', { count: '0' }, 'count: got "0"; expected a whole number from 1 to 1000'],
  ['a size with its unit', { 'volume-size': '20GB' }, 'a whole number of GiB from 1 to 16384'],
  ['a volume type for archives', { 'volume-type': 'st1' }, 'one of gp3, gp2'],
  ['yes for true', { 'public-ip': 'yes' }, 'one of auto, true, false'],
  ['a time without its unit', { 'ready-timeout': '15' }, 'a time with its unit, such as 90s, 10m or 1h30m'],
  [
    'a condition that nobody knows',
    { 'ready-when': 'healthy' },
    'running, status-checks, user-data, tcp:PORT',
  ],
  ['a port that cannot be', { 'ready-when': 'tcp:70000' }, 'tcp:PORT'],
  ['a path for tcp', { 'ready-when': 'tcp:22/ssh' }, 'tcp:PORT without a path'],
  [
    'a knock at an address that is not there',
    { 'ready-when': 'http:80/', 'public-ip': 'false' },
    'ready-address: got "public"; expected private',
  ],
  ['a variable without its value', { app: 'a.sh', variables: 'version' }, 'the line "version" has no "="'],
  ['a variable name with a blank', { app: 'a.sh', variables: 'my version=1' }, '"my version" is not one'],
  ['the same variable twice', { app: 'a.sh', variables: 'a=1\na=2' }, '"a" is there twice'],
  [
    'a variable with structure',
    { app: 'a.sh', variables: 'a:\n  b: 1' },
    'the value of "a" is not a single value',
  ],
  ['variables that no layer can use', { variables: 'a=1' }, 'layers in `app` that use them'],
  ["one of AWS's own tags", { tags: 'aws:owner=me' }, 'not beginning with aws: or ami-launch:'],
  ['one of our own tags', { tags: 'ami-launch:run=x' }, 'not beginning with aws: or ami-launch:'],
  [
    'more tags than EC2 takes',
    { tags: Array.from({ length: 42 }, (_, n) => `t${n}=x`).join('\n') },
    'at most 41',
  ],
  ['a tag value that is too long', { tags: `a=${'x'.repeat(257)}` }, 'values of at most 256 characters'],
  ['IDs for a launch', { 'instance-ids': 'i-0123456789abcdef0' }, 'it says what mode terminate ends'],
  [
    'an instance by name',
    { mode: 'terminate', 'instance-ids': 'web-1' },
    'instance IDs such as i-0123456789abcdef0',
  ],
  ['a flag in words', { 'keep-failed': 'maybe' }, 'true or false'],
];

describe('an input that is not right is refused, and the message says what would be', () => {
  test.each(BAD)('%s', async (_why, inputs, told) => {
    expect(await problemsOf(inputs)).toContain(told);
  });

  test('all problems are told at once', async () => {
    const message = await problemsOf({
      mode: 'start',
      count: 'three',
      'instance-typ': 't3.micro',
      'subnet-id': 'a\nb',
    });

    expect(message).toMatch(/^5 inputs are not right. Nothing was asked of AWS./);
  });

  test('the value of a variable, which may be secret, is not repeated', async () => {
    expect(await problemsOf({ app: 'a.sh', variables: 'pass word=hunter2' })).not.toContain('hunter2');
  });
});

describe('an input that is right', () => {
  test('nothing at all is a launch of one t3.micro of Amazon Linux 2023, awaited by its status checks', async () => {
    expect(await loadRequest({ 'INPUT_BASE-IMAGE': '', PATH: '/bin' })).toMatchObject({
      mode: 'launch',
      base: {
        source: { kind: 'alias', alias: 'al2023' },
        architecture: undefined,
        instanceTypes: ['t3.micro'],
      },
      launch: { count: 1, publicIp: undefined, volumeType: 'gp3' },
      ready: { conditions: [{ kind: 'status-checks' }], timeoutMs: 900_000, address: 'public' },
      end: { terminate: 'on-failure', keepFailed: false },
    });
  });

  test('layers are awaited by their signal', async () => {
    const request = await loadRequest(env({ app: 'a.sh\n\n  b.yaml  ' }));

    expect(request).toMatchObject({
      app: { layers: ['a.sh', 'b.yaml'] },
      ready: { conditions: [{ kind: 'user-data' }] },
    });
  });

  test.each([
    ['name=value lines', 'a=1\n# a comment\nb = x = y\n', { a: '1', b: ' x = y' }],
    [
      'a YAML map, whose values stay as they are written',
      'a: 1.10\nb: "x: y"\nc: |\n  two\n  lines\n',
      { a: '1.10', b: 'x: y', c: 'two\nlines\n' },
    ],
    ['a URL in a line', 'url=https://example.com/?a=b', { url: 'https://example.com/?a=b' }],
  ])('variables as %s', async (_form, variables, expected) => {
    // The runner trims the end of an input, and so do we.
    const request = await loadRequest(env({ app: 'a.sh', variables }));
    const trimmed = Object.fromEntries(
      Object.entries(expected).map(([name, value]) => [name, value.replace(/\n$/, '')]),
    );
    expect(request).toMatchObject({ app: { variables: expect.anything() } });
    const read = request.mode === 'launch' ? request.app.variables : {};
    expect(
      Object.fromEntries(Object.entries(read).map(([name, value]) => [name, value.replace(/\n$/, '')])),
    ).toEqual(trimmed);
  });

  test('conditions by line and by comma, with paths that hold commas', async () => {
    const request = await loadRequest(
      env({ 'ready-when': 'running, status-checks, tcp:22\nhttp:80/a,b, https:8443' }),
    );

    expect(request).toMatchObject({
      ready: {
        conditions: [
          { kind: 'running' },
          { kind: 'status-checks' },
          { kind: 'tcp', port: 22 },
          { kind: 'http', port: 80, path: '/a,b' },
          { kind: 'https', port: 8443, path: '/' },
        ],
      },
    });
  });

  test('instance IDs as lines, by comma, or as the JSON array of our own output', async () => {
    const ids = ['i-0123456789abcdef0', 'i-0123456789abcdef1'];
    for (const given of [ids.join('\n'), ids.join(', '), JSON.stringify(ids)]) {
      expect(await loadRequest(env({ mode: 'terminate', 'instance-ids': given }))).toMatchObject({
        instanceIds: ids,
      });
    }
  });
});
