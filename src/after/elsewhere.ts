import { isAwsFailure } from '../aws/errors.js';
import { Failure } from '../failure.js';

/**
 * Work in another region than the run's own, whose credentials are in order there: a region that takes none of them was
 * never turned on for the account, or not for this session.
 * Source: IAM user guide, "Manage AWS STS in an AWS Region", on session tokens and regions.
 */
export async function elsewhere<T>(region: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (thrown) {
    if (!isAwsFailure(thrown, 'credentials', 'account')) throw thrown;
    throw new Failure('region-refuses', `${region} does not let this account in: ${thrown.said}.`, {
      advice: `Enable ${region} for the account, and sign in by a regional endpoint of STS (AWS_STS_REGIONAL_ENDPOINTS=regional), or take it out of \`copy-to-regions\`.`,
      cause: thrown,
    });
  }
}
