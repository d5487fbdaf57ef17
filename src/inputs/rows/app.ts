import { fileTarget } from '../files-grammar.js';
import { flag, list, text } from '../grammar.js';
import { map, VARIABLE_NAME } from '../map.js';
import type { InputRow } from './row.js';
import { BUILDS } from './run.js';

export const APP = {
  app: {
    group: 'app',
    description:
      'Layers that configure the instance at launch, in order: one file or folder a line. Shell (`.sh`), cloud-config (`.yaml`), PowerShell (`.ps1`), batch (`.cmd`), Puppet (`.pp`, `puppet:FOLDER`), Ansible (`ansible:site.yml`), Chef (`chef:cookbooks run-list=recipe[web]`), DSC (`dsc:web.ps1 configuration=Web`).',
    example: 'deploy/app.sh',
    grammar: list(text(/^[^\0]+$/, 'a path in the repository'), /\n/),
  },
  files: {
    group: 'app',
    description:
      'Files and folders of the repository that are put on the instance before the first script of `app` runs: `LOCAL => REMOTE` lines, with `mode=0640` and `owner=app:app` behind them where need be.',
    example: 'deploy/app.conf => /etc/app/app.conf',
    grammar: list(fileTarget(), /\n/),
  },
  variables: {
    group: 'app',
    description:
      'Values for `{{name}}` in the layers, quoted for the language they land in: `NAME=VALUE` lines or a YAML map. A value of `ssm:/path` or `secretsmanager:name` is fetched by the instance itself when it boots, with its own role.',
    example: 'version=1.2.3',
    modes: BUILDS,
    secret: true,
    grammar: map(VARIABLE_NAME, 'letters, digits, - and _'),
  },
  'allow-secrets-in-user-data': {
    group: 'app',
    description:
      'Launch although the user data seems to hold a credential. Whoever may read the user data can read it: prefer `ssm:/path` variables.',
    default: 'false',
    example: 'true',
    modes: BUILDS,
    grammar: flag(),
  },
  persist: {
    group: 'app',
    description:
      'Run the `app` layers at every boot of the instance, not only at its first. The signal is sent each time. Needs user data that fits without `staging-bucket`.',
    default: 'false',
    example: 'true',
    grammar: flag(),
  },
  'staging-bucket': {
    group: 'app',
    description:
      "A bucket for user data over EC2's limit of 16 KB: the machine fetches it by a presigned URL, without a role of its own. The object is deleted at the end of the job; `prune` deletes what a lost job left.",
    example: 'octo-staging',
    modes: [...BUILDS, 'prune'],
    grammar: text(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'the name of an S3 bucket'),
  },
} satisfies Record<string, InputRow>;
