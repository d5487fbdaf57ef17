/**
 * The peers' tests: the action and its endpoint beside programs that others wrote for the real EC2. They need
 * python3, Go, a package registry for the first run, and Debian's packages packer, cloud-init, shellcheck, jq,
 * puppet-agent and ansible-core.
 *
 *   npm run build && npm run test:peers [-- SUITE …]
 */
import { act } from './act.js';
import { aliases } from './aliases.js';
import { awsCli } from './aws-cli.js';
import { collectChecks, type Checks } from './check.js';
import { iam } from './iam.js';
import { iamOnMoto } from './iam-on-moto.js';
import { bakeOnMoto } from './bake-on-moto.js';
import { layers } from './layers.js';
import { layerSets } from './layer-sets.js';
import { launchOnMoto } from './launch-on-moto.js';
import { localAction } from './local-action.js';
import { startMoto, type Moto } from './moto.js';
import { packer } from './packer.js';
import { parity } from './parity.js';
import { summary } from './summary.js';
import { tools } from './tools.js';
import { userData } from './user-data.js';
import { userDataSecrets } from './user-data-secrets.js';
import { makeVenv } from './venv.js';
import { workflows } from './workflows.js';

type Suite = (checks: Checks, moto: Moto) => Promise<void>;

const SUITES: Readonly<Record<string, Suite>> = {
  aliases,
  'launch-on-moto': launchOnMoto,
  'bake-on-moto': bakeOnMoto,
  iam,
  'iam-on-moto': iamOnMoto,
  parity,
  'aws-cli': awsCli,
  packer,
  'user-data': userData,
  'user-data-secrets': userDataSecrets,
  layers,
  'layer-sets': layerSets,
  tools,
  summary,
  'local-action': localAction,
  workflows,
  act,
};

async function run(names: readonly string[]): Promise<boolean> {
  const checks = collectChecks((text) => process.stdout.write(text));
  await makeVenv(checks.say);
  const moto = await startMoto();
  try {
    for (const name of names) {
      const suite = SUITES[name];
      // A suite that breaks outside its checks has failed, and the others go on.
      await suite?.(checks, moto).catch((thrown: unknown) =>
        checks.check(`the suite ${name}`, () => {
          throw thrown;
        }),
      );
    }
  } finally {
    moto.stop();
  }
  const { passed, failed } = checks.counts();
  checks.say(`\n${passed} passed, ${failed} failed`);
  return failed === 0;
}

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !Object.hasOwn(SUITES, name));
if (unknown.length > 0) {
  throw new Error(`No such suite: ${unknown.join(', ')}. There are ${Object.keys(SUITES).join(', ')}.`);
}
process.exitCode = (await run(asked.length > 0 ? asked : Object.keys(SUITES))) ? 0 : 1;
