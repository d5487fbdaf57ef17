/**
 * A simulator of IAM that others wrote, with AWS's own tables of actions, resources and condition keys: it decides
 * about the questions that the endpoint asks, and refuses those that AWS could not have asked.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Statement } from '../../../src/aws/permissions.js';
import type { Authorization, Decision } from '../../../src/endpoint/authorization/authorization.js';
import { CALLER } from '../../../src/endpoint/authorization/caller.js';
import { ACCOUNT } from '../../../src/endpoint/world/state.js';
import { mustRun } from '../command.js';
import { VENV } from '../venv.js';

export const PACKAGE = '@cloud-copilot/iam-simulate@0.1.173';
const FOLDER = path.join(VENV, 'iam-simulate');
const ENTRY = path.join(FOLDER, 'node_modules/@cloud-copilot/iam-simulate/dist/esm/index.js');

export type Policy = readonly Statement[];
export type Simulator = (policy: Policy, asked: Authorization) => Promise<Decision>;

/** What of the package is used here. */
interface Package {
  readonly runSimulation: (simulation: object, options: object) => Promise<Result>;
}

type Result =
  | { readonly resultType: 'error'; readonly errors: unknown }
  | { readonly resultType: 'wildcard'; readonly overallResult: string }
  | {
      readonly resultType: 'single';
      readonly overallResult: string;
      readonly result: { readonly ignoredContextKeys?: readonly string[] };
    };

/** That of a key which leaves all to IAM. Source: KMS developer guide, "Default key policy". */
const KEY_POLICY = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
      Action: 'kms:*',
      Resource: '*',
    },
  ],
};

/** Actions that can be about a resource, and are asked about none: here of a template that no stack has yet. */
const WITHOUT_RESOURCE: ReadonlySet<string> = new Set(['cloudformation:GetTemplateSummary']);

/** Installed on demand: it is large, and nothing else needs it. */
export async function loadSimulator(): Promise<Simulator> {
  if (!existsSync(ENTRY)) {
    await mustRun('npm', ['install', '--no-fund', '--no-audit', '--prefix', FOLDER, PACKAGE]);
  }
  const { runSimulation } = (await import(pathToFileURL(ENTRY).href)) as Package;
  return async (policy, { action, resource, context }) => {
    const simulation = {
      request: {
        principal: CALLER,
        action,
        resource: { resource: made(owned(resource)), accountId: ACCOUNT },
        contextVariables: context,
      },
      identityPolicies: [{ name: 'policy', policy: { Version: '2012-10-17', Statement: owned(policy) } }],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      ...(action.startsWith('kms:') && { resourcePolicy: KEY_POLICY }),
    };
    const answer = await runSimulation(simulation, {});
    if (answer.resultType === 'wildcard' && WITHOUT_RESOURCE.has(action)) return decided(answer);
    const ignored = answer.resultType === 'single' ? (answer.result.ignoredContextKeys ?? []) : [];
    if (answer.resultType !== 'single' || ignored.length > 0) {
      throw new Error(
        `AWS asks no such question as ${action} on ${resource} (${ignored.join(', ')}): ${JSON.stringify(answer)}`,
      );
    }
    return decided(answer);
  };
}

function decided({ overallResult }: { readonly overallResult: string }): Decision {
  return overallResult === 'Allowed' ? 'allow' : 'deny';
}

/** Public parameters belong to no account, which the tables do not know: here they are some other account's. */
function owned<T>(part: T): T {
  return JSON.parse(JSON.stringify(part).replaceAll('::parameter/', ':000000000000:parameter/')) as T;
}

/** For what is only to be made EC2 asks with `*`, which the simulator would take for a pattern of its own. */
function made(resource: string): string {
  return resource.replace(/\/\*$/, '/made-by-this-request');
}
