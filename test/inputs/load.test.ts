/** What the inputs say, as the rest of the code gets to see it. */
import { describe, expect, test } from '@jest/globals';
import { InputError } from '../../src/inputs/problem.js';
import { loadRequest } from '../../src/inputs/load.js';
import { BAD_INPUTS, BAD_VARIABLES, HUNTER } from '../support/bad-inputs.js';

const env = (inputs: Record<string, string>) =>
  Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]));

async function problemsOf(inputs: Record<string, string>): Promise<string> {
  const error: unknown = await loadRequest(env(inputs)).catch((thrown: unknown) => thrown);
  if (!(error instanceof InputError)) throw new Error(`Accepted: ${JSON.stringify(inputs)}`);
  return error.message;
}

describe('an input that is not right is refused, and the message says what would be', () => {
  test.each(BAD_INPUTS)('%s', async (_why, inputs, told) => {
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

  test.each(BAD_VARIABLES)(
    'of a variable, which may be secret, nothing is repeated: %s',
    async (_why, ...rest) => {
      const [variables, told] = rest;
      const message = await problemsOf({ app: 'a.sh', variables });

      expect(message).toContain(told);
      expect(message).not.toMatch(HUNTER);
    },
  );
});

describe('an input that is right', () => {
  test('nothing at all is a launch of one instance, awaited by its status checks; a template, or a default, says of what', async () => {
    expect(await loadRequest({ 'INPUT_BASE-IMAGE': '', PATH: '/bin' })).toMatchObject({
      mode: 'launch',
      base: {
        source: undefined,
        architecture: undefined,
        instanceTypes: [],
      },
      launch: { count: 1, publicIp: undefined, volumeType: undefined, template: undefined },
      ready: { conditions: [{ kind: 'status-checks' }], timeoutMs: 900_000, address: 'public' },
      end: { terminate: 'on-failure', keepFailed: false },
    });
  });

  test('files are awaited as layers are', async () => {
    const request = await loadRequest(env({ files: 'site => /srv/site\n\n  a.conf => /etc/ mode=0600' }));

    expect(request).toMatchObject({
      app: {
        files: [
          { local: 'site', remote: '/srv/site' },
          { local: 'a.conf', remote: '/etc/', mode: '0600' },
        ],
      },
      ready: { conditions: [{ kind: 'user-data' }] },
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
    [
      'JSON on one line, whose values stay as they are written',
      '{"version":"1.2=3","port":8080,"path":"\\/a","on":true}',
      { version: '1.2=3', port: '8080', path: '/a', on: 'true' },
    ],
    ['JSON on several lines, with tabs', '{\n\t"a": 1.10\n}', { a: '1.10' }],
    ['a YAML map with all that may stand before it', '# of us\n\n---\n"a": b=c\nd:\n', { a: 'b=c', d: '' }],
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

  test('variables below many comments and blank lines, in no time', async () => {
    const comments = Array.from({ length: 2_000 }, (_, n) => `  # about ${n}\n\n`).join('');
    const started = performance.now();

    const request = await loadRequest(env({ app: 'a.sh', variables: `# All of them\n${comments}a=b` }));

    expect(request).toMatchObject({ app: { variables: { a: 'b' } } });
    expect(performance.now() - started).toBeLessThan(2_000);
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

test('a million wrong items are one refusal, of which the first are told', async () => {
  const refused = loadRequest({ INPUT_BAKE: 'a.sh', 'INPUT_SHARE-WITH': 'a\n'.repeat(200_000) });
  await expect(refused).rejects.toThrow(/share-with: got "a".*… and 199950 more/s);
});
