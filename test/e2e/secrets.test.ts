/** Credentials stay out of user data: the bundle, as GitHub's runner runs it. */
import { describe, expect, test } from '@jest/globals';
import { testCloud } from '../support/cloud.js';
import type { StepEnd } from '../support/runner.js';

const cloud = testCloud();
/** Put together here, so that nobody who looks for tokens finds this one. */
const TOKEN = `ghp_${'aB3dE5gH7j'.repeat(4).slice(0, 36)}`;

/** All that a step has told anybody. */
const told = ({ log, outputs, state, summary }: StepEnd) => JSON.stringify({ log, outputs, state, summary });

describe('a credential', () => {
  test('ends the step before the first request, told by layer and line, and nowhere by itself', async () => {
    const files = { 'a.sh': 'true\n', 'b.yaml': `write_files:\n  - content: {{token}}\n    path: /token\n` };
    const step = await cloud.job(files).run({ app: 'a.sh\nb.yaml', variables: `token=${TOKEN}` });

    expect(step.code).toBe(1);
    expect(step.log).toContain('b.yaml:2: {{token}} puts in what looks like a credential (GitHub Token).');
    expect(step.log).toContain('allow-secrets-in-user-data');
    expect(told(step)).not.toContain(TOKEN);
    expect(cloud.calls()).toEqual([]);
  });

  test('travels when the user says so, and still nobody writes it down', async () => {
    const step = await cloud
      .job({ 'a.sh': 'f {{token}}\n' })
      .run({ app: 'a.sh', variables: `token=${TOKEN}`, 'allow-secrets-in-user-data': 'true' });

    expect(step.outputs['ready']).toBe('true');
    expect(told(step)).not.toContain(TOKEN);
  });
});

test('a secret that the machine fetches is named in the user data and in the policy that is told', async () => {
  const step = await cloud.job({ 'a.sh': 'f {{password}}\n' }).run({
    app: 'a.sh',
    variables: 'password=secretsmanager:web/db#password',
    'iam-instance-profile': 'web',
  });

  expect(step).toMatchObject({ code: 0, outputs: { ready: 'true' } });
  expect(step.log).toMatch(
    /"Action": "secretsmanager:GetSecretValue",\s+"Resource": \[\s+"arn:aws:secretsmanager:eu-west-1:\*:secret:web\/db-\?{6}"/,
  );
  expect(step.log).toContain('kms:Decrypt');
});
