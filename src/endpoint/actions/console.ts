import { isNitro } from '../catalogue/instance-types.js';
import { refuse } from '../protocol/errors.js';
import { flag, needed } from '../protocol/query.js';
import { iso } from '../protocol/xml.js';
import { findOne, KINDS } from '../world/consistency.js';
import type { Action } from './action.js';

export const getConsoleOutput: Action = {
  takes: 'InstanceId Latest',
  run(call) {
    const instance = findOne(call, KINDS.instance, needed(call.params, 'InstanceId'));
    const latest = flag(call.params, 'Latest') ?? false;
    if (latest && !isNitro(instance.type)) {
      throw refuse(
        'UnsupportedOperation',
        'This instance type does not support retrieving the latest console logs.',
      );
    }
    const { text, at } = call.host.console(instance, latest, call.now);
    return {
      instanceId: instance.id,
      timestamp: iso(at),
      // EC2 leaves the field out as long as there is nothing to show.
      output: text === '' ? undefined : Buffer.from(text, 'latin1').toString('base64'),
    };
  },
};
