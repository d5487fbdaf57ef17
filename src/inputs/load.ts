import * as v from 'valibot';
import type { Lock } from '../image/lock.js';
import type { BaseImageSource } from '../image/sources.js';
import type { Condition } from '../instances/ready/condition.js';
import type { FileTarget } from '../layers/files/target.js';
import type { LayerProblem } from '../layers/problem.js';
import { fileTarget } from './files-grammar.js';
import { splitList } from './grammar.js';
import { type Locks, type ReadLock, readLocks } from './lock-file.js';
import { givenInputs, unknownInputs } from './read.js';
import { withoutEffect } from './modes.js';
import type { NamedImage } from './own-grammar.js';
import { InputError, type Problem } from './problem.js';
import type {
  BakePart,
  BasePart,
  GithubPart,
  LaunchPart,
  Pipeline,
  Request,
  ResolveRequest,
} from './request.js';
import { MODES } from './rows/run.js';
import { brokenRules } from './rules.js';
import { type InputName, type InputRow, INPUTS } from './table.js';

type Read<Row> = Row extends { grammar: infer G extends v.GenericSchema | v.GenericSchemaAsync }
  ? v.InferOutput<G>
  : never;

/** The inputs by their own names, as their grammars read them. */
export type Values = {
  readonly [Name in InputName]: (typeof INPUTS)[Name] extends { default: string }
    ? Read<(typeof INPUTS)[Name]>
    : Read<(typeof INPUTS)[Name]> | undefined;
};

/** What inputs name in the repository. */
export interface Files {
  /** Tells what is wrong with these layers. */
  readonly checkLayers: (paths: readonly string[]) => Promise<readonly LayerProblem[]>;
  /** Tells what is wrong with these files. */
  readonly checkFiles: (targets: readonly FileTarget[]) => Promise<readonly LayerProblem[]>;
  readonly readLock: ReadLock;
}

const NO_FILES: Files = {
  checkLayers: () => Promise.resolve([]),
  checkFiles: () => Promise.resolve([]),
  readLock: () => Promise.resolve({ missing: [] }),
};

/**
 * The request that the environment holds.
 * Throws one `InputError` with everything that is wrong; nothing has been asked of AWS by then. Where something is,
 * the files that they name are looked at too, so that nobody has to come back for them.
 */
export async function loadRequest(
  env: Readonly<Record<string, string | undefined>>,
  { checkLayers, checkFiles, readLock }: Files = NO_FILES,
): Promise<Request> {
  const given = givenInputs(env);
  const problems = unknownInputs(given, Object.keys(INPUTS));
  const read = await readAll(given);
  problems.push(...read.problems);
  // Rules look at several inputs together: they can be asked only when each of them was understood.
  if (read.values !== undefined) {
    problems.push(...brokenRules(read.values));
  }
  const mode = MODES.find((one) => one === (given.get('mode') ?? INPUTS.mode.default));
  if (mode !== undefined) problems.push(...withoutEffect(given, mode));
  const locks = await readLocks(given, readLock);
  if (read.values === undefined || problems.length + locks.problems.length > 0) {
    const linesOf = (input: InputName) => splitList(given.get(input) ?? '', /\n/);
    throw new InputError(problems, {
      layers: await checkLayers([...linesOf('bake'), ...linesOf('app')]),
      files: await checkFiles(linesOf('files').flatMap(readTarget)),
      locks: locks.problems,
    });
  }
  return requestOf(read.values, locks);
}

/** Where it can be read. */
function readTarget(line: string): FileTarget[] {
  const { success, output } = v.safeParse(fileTarget(), line);
  return success ? [output] : [];
}

async function readAll(
  given: ReadonlyMap<string, string>,
): Promise<{ values?: Values; problems: Problem[] }> {
  const rows = Object.entries(INPUTS) as [InputName, InputRow][];
  const entries = rows.map(([name, row]) => [name, v.optionalAsync(row.grammar, row.default)] as const);
  const schema = v.objectAsync(Object.fromEntries(entries));
  const texts = Object.fromEntries(rows.map(([name]) => [name, given.get(name)] as const));
  const result = await v.safeParseAsync(schema, texts, { abortPipeEarly: true });
  if (!result.success) return { problems: result.issues.map(problemOf) };
  return { values: result.output as unknown as Values, problems: [] };
}

function problemOf(issue: v.BaseIssue<unknown>): Problem {
  const input = String(issue.path?.[0]?.key);
  const { secret }: Partial<InputRow> = INPUTS[input as InputName];
  const given = secret ? {} : { given: String(issue.input) };
  return { input, ...given, expected: issue.message };
}

function requestOf(values: Values, locks: Locks): Request {
  const { mode, region } = values;
  switch (mode) {
    case 'terminate':
      return {
        mode,
        region,
        instanceIds: values['instance-ids'],
        scope: values['terminate-scope'],
        github: githubPart(values),
      };
    case 'resolve':
      return resolveRequest(values, locks);
    case 'prune':
      return {
        mode,
        region,
        imageName: values['image-name'],
        scope: values['prune-scope'],
        stagingBucket: values['staging-bucket'],
        keepImages: values['keep-images'] ?? KEEP_IMAGES,
        keepDays: values['keep-days'],
        dryRun: values['dry-run'],
      };
    case 'launch':
    case 'plan':
    case 'bake':
      return { mode, ...pipeline(values, locks) };
  }
}

/** What a prune keeps of each lineage where nothing is said: the current image and two to go back to. */
const KEEP_IMAGES = 3;

function resolveRequest(values: Values, locks: Locks): ResolveRequest {
  const base = basePart(values, locks);
  const path = values['lock-file'];
  const lock = path === undefined ? undefined : { path, now: locks.renewed };
  return {
    mode: 'resolve',
    region: values.region,
    base: { ...base, source: base.source ?? lock?.now?.lock.source },
    lock,
  };
}

function basePart(values: Values, { based }: Locks): BasePart {
  return {
    source: sourceOf(values['base-image'], based),
    architecture: values.architecture === 'auto' ? undefined : values.architecture,
    instanceTypes: values['instance-type'] ?? [],
    maxAgeDays: values['max-base-age-days'],
  };
}

function sourceOf(named: NamedImage | undefined, lock: Lock | undefined): BaseImageSource | undefined {
  if (named?.kind !== 'lock') return named;
  return lock && { ...named, lock };
}

function pipeline(values: Values, locks: Locks): Pipeline {
  const layers = values.app ?? [];
  const files = values.files ?? [];
  const base = basePart(values, locks);
  return {
    region: values.region,
    base,
    bake: bakePart(values),
    app: {
      layers,
      files,
      variables: values.variables ?? {},
      allowSecrets: values['allow-secrets-in-user-data'],
      persist: values.persist,
      stagingBucket: values['staging-bucket'],
    },
    launch: launchPart(values, base.instanceTypes),
    ready: {
      conditions: values['ready-when'] ?? defaultConditions(values.mode, layers.length + files.length),
      timeoutMs: values['ready-timeout'],
      address: values['ready-address'],
    },
    end: { terminate: values.terminate, keepFailed: values['keep-failed'] },
    github: githubPart(values),
  };
}

/** @param own how much user data of the user's there is */
function defaultConditions(mode: Values['mode'], own: number): Condition[] {
  if (mode === 'bake') return [];
  return [{ kind: own > 0 ? 'user-data' : 'status-checks' }];
}

function bakePart(values: Values): BakePart {
  return {
    layers: values.bake ?? [],
    imageName: values['image-name'],
    rebake: values.rebake,
    layerImages: values['layer-images'],
    instanceTypes: values['bake-instance-type'] ?? [],
    timeoutMs: values['bake-timeout'],
    volumeThroughput: values['bake-volume-throughput'],
    volumeIops: values['bake-volume-iops'],
    owners: values['bake-owners'] ?? [],
    kmsKeyId: values['kms-key-id'],
    after: {
      copies: values['copy-to-regions'] ?? [],
      shareWith: values['share-with'] ?? [],
      publishParameter: values['publish-parameter'],
      deprecateAfterDays: values['deprecate-after-days'],
      keepImages: values['keep-images'],
    },
  };
}

function launchPart(values: Values, instanceTypes: readonly string[]): LaunchPart {
  return {
    instanceTypes,
    subnetIds: values['subnet-id'] ?? [],
    securityGroupIds: values['security-group-ids'] ?? [],
    keyName: values['key-name'],
    instanceProfile: values['iam-instance-profile'],
    count: values.count,
    market: values.market,
    template: values['launch-template'],
    volumeGiB: values['volume-size'],
    volumeType: values['volume-type'],
    publicIp: values['public-ip'] === 'auto' ? undefined : values['public-ip'] === 'true',
    ttlMinutes: values['ttl-minutes'],
    name: values.name,
    tags: values.tags ?? {},
  };
}

function githubPart(values: Values): GithubPart {
  return {
    token: values['github-token'],
    comment: values.comment,
    environment: values['deployment-environment'],
  };
}
