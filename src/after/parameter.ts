import type { Parameter } from '@aws-sdk/client-ssm';
import type { ReadingClients } from '../context.js';
import { Failure } from '../failure.js';

/** What SSM checks to be the ID of an image. Source: SSM API reference, PutParameter, `DataType`. */
export const IMAGE_TYPE = 'aws:ec2:image';

interface Where {
  readonly region: string;
  readonly clients: Pick<ReadingClients, 'ssm'>;
}

/** A parameter as it is now; undefined where there is none. */
export async function readParameter(name: string, { clients }: Where): Promise<Parameter | undefined> {
  const { Parameters = [] } = await clients.ssm('GetParameters', { Names: [name] });
  return Parameters[0];
}

/**
 * Throws a `Failure` when a parameter is there and can never hold a checked image ID: SSM changes none to that data type.
 * Source: Systems Manager user guide, "Parameter data types in Parameter Store".
 */
export async function checkParameter(name: string, where: Where): Promise<void> {
  const parameter = await readParameter(name, where);
  if (parameter === undefined) return;
  const { DataType: type = 'text', Type: kind = 'String', Value: value = '' } = parameter;
  if (type === IMAGE_TYPE && kind === 'String') return;
  throw new Failure(
    'parameter-of-another-type',
    `The SSM parameter ${name} in ${where.region} is a ${kind} of data type ${type}, and SSM makes no such parameter into one of ${IMAGE_TYPE}.`,
    {
      advice: `Delete it once (\`aws ssm delete-parameter --region ${where.region} --name ${name}\`; it holds ${kind === 'SecureString' ? 'a secret' : JSON.stringify(value)}), or give \`publish-parameter\` another name.`,
    },
  );
}
