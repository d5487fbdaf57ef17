/**
 * Writes what is said about inputs and outputs, from the tables that the code reads: action.yml as a whole, and the
 * tables in the README between their markers. With --check it writes nothing and fails when something is stale.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { stringify } from 'yaml';
import { policyOf } from '../src/aws/permissions.js';
import { type Alias, ALIASES } from '../src/image/aliases.js';
import { type InputRow, INPUTS } from '../src/inputs/table.js';
import { OUTPUTS } from '../src/report/output-table.js';

const ROWS = Object.entries(INPUTS) as [string, InputRow][];
const GROUPS: Record<InputRow['group'], string> = {
  run: 'Run',
  base: 'Base image',
  bake: 'Bake',
  app: 'Layers',
  launch: 'Launch',
  ready: 'Ready',
  rollout: 'Roll-out',
  end: 'End',
  github: 'GitHub',
};

const declared = (text: string | undefined) => (text === undefined ? {} : { default: text });

function actionYml(): string {
  const action = {
    name: 'ami-launch',
    description:
      'From a patched base image or a pushed app to EC2 instances of exactly that, running and ready.',
    author: 'The ami-launch authors',
    branding: { icon: 'send', color: 'orange' },
    inputs: Object.fromEntries(
      ROWS.map(([name, row]) => [
        name,
        {
          description: row.description,
          required: false,
          ...declared(row.default ?? row.supplied),
        },
      ]),
    ),
    outputs: Object.fromEntries(
      Object.entries(OUTPUTS).map(([name, description]) => [name, { description }]),
    ),
    runs: { using: 'node24', main: 'dist/main.js', post: 'dist/post.js' },
  };
  return `# Made by \`npm run docs\` from src/inputs/table.ts and src/report/output-table.ts: change those.\n${stringify(action, { lineWidth: 0 })}`;
}

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', '<br>');
const row = (...cells: string[]) => `| ${cells.map(cell).join(' | ')} |`;
const table = (head: string[], rows: string[][]) =>
  [row(...head), row(...head.map(() => '---')), ...rows.map((cells) => row(...cells))].join('\n');

const code = (text: string | undefined) => (text === undefined ? '' : `\`${text}\``);

function inputTables(): string {
  return Object.entries(GROUPS)
    .map(([group, title]) => {
      const rows = ROWS.filter(([, input]) => input.group === group).map(([name, input]) => [
        `\`${name}\``,
        input.description,
        code(input.default ?? input.supplied ?? input.otherwise),
        `\`${input.example}\``,
      ]);
      return `**${title}**\n\n${table(['input', 'what it says', 'default', 'example'], rows)}`;
    })
    .join('\n\n');
}

/** Where a policy is for more than the mode that it is named after. */
const TITLES: Readonly<Record<string, string>> = {
  launch: 'launch and plan',
  rollout: 'rollout, and plan with a group; with `bake` layers add that of bake',
};

/** One policy a mode, for copying. */
function permissions(): string {
  const scope = {
    partition: 'aws',
    region: '*',
    account: 'ACCOUNT',
    repository: 'OWNER/REPO',
    role: 'arn:aws:iam::ACCOUNT:role/INSTANCE-ROLE',
    parameters: ['/golden/*'],
    published: ['/golden/*'],
    bucket: 'STAGING-BUCKET',
    keys: ['arn:aws:kms:*:ACCOUNT:key/KEY-ID'],
    groups: ['GROUP'],
  };
  return (['launch', 'rollout', 'resolve', 'bake', 'prune', 'terminate'] as const)
    .map((mode) => {
      const policy = { Version: '2012-10-17', Statement: policyOf(mode, scope) };
      return `<details><summary>The policy for ${TITLES[mode] ?? mode}</summary>\n\n\`\`\`json\n${JSON.stringify(policy, undefined, 2)}\n\`\`\`\n\n</details>`;
    })
    .join('\n\n');
}

/** As in `EKS 1.33/1.34/1.35 …`. */
function titleOf({ title, version }: Alias): string {
  const examples = version === undefined ? '' : version.examples.join('/');
  const open = version?.complete === false ? ' …' : '';
  return title.replaceAll('<version>', `${examples}${open}`);
}

function whereOf({ images }: Alias): string {
  const [where] = Object.values(images);
  if (where === undefined) return '';
  return code('parameter' in where ? where.parameter : `name:${where.owner.aws}/${where.glob}`);
}

const SECTIONS: Record<string, () => string> = {
  permissions,
  inputs: inputTables,
  outputs: () =>
    table(
      ['output', 'what it holds'],
      Object.entries(OUTPUTS).map(([name, text]) => [`\`${name}\``, text]),
    ),
  aliases: () =>
    table(
      ['alias', 'base image', 'publisher', 'architectures', 'agent', 'published as (for x86_64)'],
      Object.entries(ALIASES).map(([alias, row]) => [
        `\`${alias}\``,
        titleOf(row),
        row.publisher,
        Object.keys(row.images).join(', '),
        row.agent,
        whereOf(row),
      ]),
    ),
};

function readme(): string {
  const text = readFileSync('README.md', 'utf8');
  return Object.entries(SECTIONS).reduce(
    (page, [name, make]) =>
      page.replace(
        new RegExp(`(<!-- ${name}:begin -->\n)[\\s\\S]*?(<!-- ${name}:end -->)`),
        (_all, begin: string, end: string) => `${begin}\n${make()}\n\n${end}`,
      ),
    text,
  );
}

const FILES: Record<string, string> = { 'action.yml': actionYml(), 'README.md': readme() };
const check = process.argv.includes('--check');
for (const [file, text] of Object.entries(FILES)) {
  if (!check) writeFileSync(file, text);
  else if (readFileSync(file, 'utf8') !== text) {
    process.stderr.write(`${file} is stale: run npm run docs\n`);
    process.exitCode = 1;
  }
}
