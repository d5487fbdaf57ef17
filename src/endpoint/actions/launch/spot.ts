import { refuse } from '../../protocol/errors.js';
import { has, text, type Params } from '../../protocol/query.js';
import type { World } from '../../world/state.js';
import type { Call } from '../action.js';
import { oneOf } from './options.js';

/** How the spot market is asked. */
export interface SpotWish {
  /** A persistent request starts its instance again when there is room; only such a one can be stopped. */
  readonly kind: 'one-time' | 'persistent';
  /** In US dollars an hour; undefined: whatever it costs. */
  readonly maxPrice: number | undefined;
}

const OPTIONS = 'InstanceMarketOptions.SpotOptions';
/** In US dollars. Source: EC2 API reference, SpotMarketOptions. */
const LOWEST_PRICE = 0.001;

/** Undefined: on-demand. */
export function spotWish({ params }: Call): SpotWish | undefined {
  if (!has(params, 'InstanceMarketOptions')) return undefined;
  if (oneOf(params, 'InstanceMarketOptions.MarketType', ['spot']) === undefined) {
    throw refuse(
      'MissingParameter',
      'The request must contain the parameter InstanceMarketOptions.MarketType',
    );
  }
  const kind = oneOf(params, `${OPTIONS}.SpotInstanceType`, ['one-time', 'persistent']) ?? 'one-time';
  checkInterruption(params, kind);
  if (kind === 'one-time' && has(params, `${OPTIONS}.ValidUntil`)) {
    throw refuse(
      'InvalidParameterCombination',
      'ValidUntil is not supported for one-time Spot Instance requests.',
    );
  }
  return { kind, maxPrice: maxPriceOf(params) };
}

/**
 * Source: EC2 API reference, SpotMarketOptions (persistent needs stop or hibernate); EC2 user guide, "Behavior of Spot
 * Instance interruptions" (stop and hibernate need persistent).
 */
function checkInterruption(params: Params, kind: SpotWish['kind']): void {
  const behavior =
    oneOf(params, `${OPTIONS}.InstanceInterruptionBehavior`, ['terminate', 'stop', 'hibernate']) ??
    'terminate';
  if ((behavior === 'terminate') === (kind === 'one-time')) return;
  throw refuse(
    'InvalidParameterCombination',
    `The instance interruption behavior '${behavior}' is not supported for ${kind} Spot Instance requests.`,
  );
}

function maxPriceOf(params: Params): number | undefined {
  const given = text(params, `${OPTIONS}.MaxPrice`);
  if (given === undefined) return undefined;
  const price = Number(given);
  if (price > LOWEST_PRICE) return price;
  throw refuse(
    'InvalidParameterValue',
    `Invalid value '${given}' for MaxPrice. It must be more than ${LOWEST_PRICE}.`,
  );
}

/** Who offers less than the price that the spot market has now gets nothing. */
export function checkPrice({ settings }: World, spot: SpotWish | undefined): void {
  const { spotPrice = 0 } = settings;
  if (spot?.maxPrice === undefined || spot.maxPrice >= spotPrice) return;
  throw refuse(
    'SpotMaxPriceTooLow',
    `Your Spot request price of ${spot.maxPrice} is lower than the minimum required Spot request fulfillment price of ${spotPrice}.`,
  );
}

/** A launch that makes no spot request refuses tags for one, even where its template has them. From memory: the code. */
export function checkSpotTags(tags: ReadonlyMap<string, string>, spot: SpotWish | undefined): void {
  if (spot || tags.size === 0) return;
  throw refuse(
    'InvalidParameterCombination',
    'You cannot specify tags for Spot instances requests if there are no Spot instances requests being created by the request.',
  );
}
