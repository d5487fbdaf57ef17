import { UnreadableAnswer } from './collect.js';

/** What an answer to a creating call must say: without it nobody could end what was made. */
const NAMES_WHAT_IT_MADE: Readonly<Record<string, (answer: Answer, asked: Asked) => boolean>> = {
  RunInstances: ({ Instances = [] }, { MinCount = 1 }) =>
    Instances.filter((one) => one.InstanceId).length >= MinCount,
  CreateImage: ({ ImageId }) => Boolean(ImageId),
  CopyImage: ({ ImageId }) => Boolean(ImageId),
  CreateLaunchTemplate: ({ LaunchTemplate }) => Boolean(LaunchTemplate?.LaunchTemplateId),
  CreateLaunchTemplateVersion: ({ LaunchTemplateVersion }) =>
    Number.isSafeInteger(LaunchTemplateVersion?.VersionNumber),
  StartInstanceRefresh: ({ InstanceRefreshId }) => Boolean(InstanceRefreshId),
};

interface Asked {
  readonly MinCount?: number;
}

interface Answer {
  readonly Instances?: readonly { readonly InstanceId?: string }[];
  readonly ImageId?: string;
  readonly LaunchTemplate?: { readonly LaunchTemplateId?: string };
  readonly LaunchTemplateVersion?: { readonly VersionNumber?: number };
  readonly InstanceRefreshId?: string;
}

/**
 * Throws where an answer cannot be one of AWS's: a number or a time in it is none, or it does not name what was made. Nobody
 * knows then what became of the request.
 */
export function checkSound(operation: string, asked: object, answer: unknown): void {
  const wrong = wrongValue(answer);
  if (wrong !== undefined)
    throw new UnreadableAnswer(`the answer is none of AWS's: ${wrong} in it is no value`);
  const names = NAMES_WHAT_IT_MADE[operation];
  if (names !== undefined && !names(answer as Answer, asked))
    throw new UnreadableAnswer('the answer does not name what was made');
}

/** The name of the first number or time that is none. */
function wrongValue(value: unknown, name = 'it'): string | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : name;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? name : undefined;
  return isPlain(value) ? wrongMember(value, name) : undefined;
}

function wrongMember(value: object, name: string): string | undefined {
  for (const [key, one] of Object.entries(value)) {
    const wrong = wrongValue(one, Array.isArray(value) ? name : key);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

/** Neither bytes nor a stream. */
function isPlain(value: unknown): value is object {
  return (
    typeof value === 'object' &&
    value !== null &&
    !ArrayBuffer.isView(value) &&
    !(Symbol.asyncIterator in value)
  );
}
