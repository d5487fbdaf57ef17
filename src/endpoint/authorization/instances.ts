import { texts, text } from '../protocol/query.js';
import type { Call } from '../actions/action.js';
import type { Instance } from '../world/state.js';
import { ec2Arn, present, resourceTags } from './context.js';
import type { Authorization } from './question.js';

/** One question for each instance that is named. Nothing is known of one that isn't there. */
export function onInstances({ action, params, region }: Call): Authorization[] {
  const ids = [...texts(params, 'InstanceId'), text(params, 'InstanceId')].filter((id) => id !== undefined);
  return ids.map((id) => {
    const instance = region.instances.get(id);
    return {
      action: `ec2:${action}`,
      resource: ec2Arn(region.name, 'instance', id),
      context: instance ? { ...instanceContext(instance), ...resourceTags(instance.tags) } : {},
    };
  });
}

function instanceContext({ id, type, zone, metadata, profile, ebsOptimized, spotRequestId }: Instance) {
  return present({
    'ec2:InstanceID': id,
    'ec2:InstanceType': type.name,
    'ec2:InstanceMarketType': spotRequestId === undefined ? 'on-demand' : 'spot',
    'ec2:InstanceProfile': profile,
    'ec2:AvailabilityZone': zone,
    'ec2:EbsOptimized': ebsOptimized,
    'ec2:RootDeviceType': 'ebs',
    'ec2:Tenancy': 'default',
    'ec2:MetadataHttpTokens': metadata.httpTokens,
    'ec2:MetadataHttpEndpoint': metadata.httpEndpoint,
    'ec2:MetadataHttpPutResponseHopLimit': metadata.httpPutResponseHopLimit,
    'ec2:InstanceMetadataTags': metadata.instanceMetadataTags,
  });
}
