import { createHash } from 'node:crypto';
import type {
  CreateLaunchTemplateVersionRequest,
  RequestLaunchTemplateData,
  RunInstancesRequest,
} from '@aws-sdk/client-ec2';
import { isAwsFailure } from '../aws/errors.js';
import { runTag, TAG } from '../aws/tags.js';
import { clientToken } from '../aws/token.js';
import type { WriteContext } from '../context.js';
import { runInstancesInput, type Spec } from '../instances/spec.js';
import { isOurs, OUR_VERSION, overOf, type Template } from '../instances/template.js';
import type { Noted } from '../undo/ledger.js';

/** What a new version of a launch template is to say. */
export interface VersionSpec {
  readonly spec: Spec;
  /** Undefined: as the template, or the group's overrides, say. */
  readonly instanceType: string | undefined;
  readonly spot: boolean;
  /** The type where neither the inputs nor the template name any: it is no part of what was wished. */
  readonly typeWhereNone?: string;
}

/**
 * What we say of a version, as its description, and what it was laid over. Versions never change, so one that says the same
 * is the same: what EC2 answers need not be compared, which may be more than was asked for.
 */
export function descriptionOf({ spec, instanceType, spot }: VersionSpec): string {
  const { launch, image, userData, tags } = spec;
  const { keyName, instanceProfile, securityGroupIds, volumeGiB, volumeType, publicIp } = launch;
  const said = [
    // To be raised whenever the same wishes make another version.
    2,
    image.id,
    userData === undefined ? undefined : createHash('sha256').update(userData).digest('hex'),
    { keyName, instanceProfile, securityGroupIds, volumeGiB, volumeType, publicIp, instanceType, spot },
    spec.runName,
    Object.entries(tags).sort(([one], [other]) => (one < other ? -1 : 1)),
  ];
  const hash = createHash('sha256').update(JSON.stringify(said)).digest('hex');
  const over = spec.template && basisNumber(spec.template);
  return `${OUR_VERSION}${hash}${over === undefined ? '' : ` over ${over}`}`;
}

/** One of ours is only laid over where the version beneath it is gone: the next one is still over the same. */
function basisNumber(template: Template): number | undefined {
  return isOurs(template) ? overOf(template) : template.version;
}

/** The data of a version that is laid over the template's own. Pure. */
export function versionData(
  { spec, instanceType: wished, spot, typeWhereNone }: VersionSpec,
  run: string,
): RequestLaunchTemplateData {
  const instanceType = wished ?? typeWhereNone;
  const place = {
    instanceType: instanceType ?? '',
    subnetId: undefined,
    market: spot ? ('spot' as const) : ('on-demand' as const),
  };
  // By whose run it was made; the same as long as the version is.
  const tagged: Spec = { ...spec, tags: { ...spec.tags, [TAG.run]: run } };
  const { InstanceType: type, ...data } = withoutKeys(runInstancesInput(tagged, place), OF_A_LAUNCH);
  return instanceType === undefined ? data : { InstanceType: type, ...data };
}

/** What only a launch says; where instances go, and whether they may be ended, is the group's affair. */
const OF_A_LAUNCH = [
  'LaunchTemplate',
  'MinCount',
  'MaxCount',
  'SubnetId',
  'DisableApiTermination',
  'DisableApiStop',
] as const satisfies readonly (keyof RunInstancesRequest)[];

function withoutKeys<T extends object, K extends keyof T>(all: T, names: readonly K[]): Omit<T, K> {
  const left = Object.entries(all).filter(([name]) => !names.includes(name as K));
  return Object.fromEntries(left) as Omit<T, K>;
}

export interface MadeVersion {
  readonly number: number;
  /** Its entry in the ledger. */
  readonly noted: Noted;
}

/**
 * Makes the next version of a template. What we say nothing about is as in the version that `spec.template` is, whichever the
 * group has now; where that is undefined, nobody says anything about it.
 */
export async function makeVersion(
  wanted: VersionSpec,
  template: Template,
  context: WriteContext,
): Promise<MadeVersion> {
  context.signal.throwIfAborted();
  const input = versionInput(wanted, template.id, runTag(context.run));
  const noted = context.ledger.creating({
    kind: 'template-version',
    region: await context.region(),
    token: clientToken(context.step, template.id, input),
    about: {
      templateId: template.id,
      description: input.VersionDescription,
      run: runTag(context.run),
      group: wanted.spec.runName,
    },
    what: `a version of the launch template ${template.name}`,
    count: 1,
    at: context.clock.now(),
  });
  try {
    const { LaunchTemplateVersion: made, Warning: warning } = await context.ec2(
      'CreateLaunchTemplateVersion',
      {
        ...input,
        ClientToken: noted.token,
      },
    );
    const number = made?.VersionNumber ?? 0;
    noted.made([String(number)]);
    for (const { Message } of warning?.Errors ?? [])
      context.log.warn(`EC2 warns of version ${number} of the launch template: ${Message ?? ''}`);
    context.log.say(`Made version ${number} of the launch template ${template.name}.`);
    return { number, noted };
  } catch (thrown) {
    if (isAwsFailure(thrown) && thrown.madeNothing) noted.refused();
    throw thrown;
  }
}

/** What CreateLaunchTemplateVersion is asked for, but for the token. Pure. */
export function versionInput(
  wanted: VersionSpec,
  id: string,
  run: string,
): CreateLaunchTemplateVersionRequest & { readonly VersionDescription: string } {
  const data = versionData(wanted, run);
  const { template: basis } = wanted.spec;
  const named = { LaunchTemplateId: id, VersionDescription: descriptionOf(wanted) };
  if (basis === undefined) return { ...named, LaunchTemplateData: data };
  if (!isOurs(basis)) return { ...named, SourceVersion: String(basis.version), LaunchTemplateData: data };
  // A version can't take back what it inherits: the user data that is ours.
  const own = withoutKeys(basis.data, ['UserData', 'MetadataOptions']);
  return { ...named, LaunchTemplateData: { ...(own as RequestLaunchTemplateData), ...data } };
}
