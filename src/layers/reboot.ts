import type { LayerOption, Script } from './kind.js';
import type { Layer } from './layer.js';

/** The option `reboot` of layers for Windows: what of `Script` that says more than an exit code. */
export const REBOOT: LayerOption = {
  pattern: /^(?:true|again)$/,
  expected:
    '"true" (the machine reboots after it) or "again" (it runs again after each reboot that it wants)',
};

/** What a layer's option comes to. */
export function rebootOf({ options }: Pick<Layer, 'options'>): Pick<Script, 'reboot'> {
  const said = options?.['reboot'];
  return said === undefined ? {} : { reboot: said === 'again' ? 'again' : 'always' };
}
