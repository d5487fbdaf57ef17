import { policyText } from '../aws/permissions.js';
import type { Log, ReadContext } from '../context.js';
import { allPlaces, placeName } from '../instances/placement.js';
import { failsAt } from './fails-at.js';
import { type Answer, permissionsSentence } from './permissions.js';
import type { PlannedRollout } from './planned-rollout.js';
import type { PlannedPlace, PlanResult } from './result.js';
import { NOT_ASKED_OF_AUTO_SCALING, rolloutSentences } from './rollout-sentences.js';

/** What EC2 would do, and what the credentials may not. */
export function tellVerdicts(
  { places, permissions, then }: PlanResult,
  answers: readonly Answer[],
  { log }: ReadContext,
): void {
  for (const sentence of then) log.say(sentence);
  const denied = answers.some(({ call, verdict }) => call === 'RunInstances' && verdict.kind === 'denied');
  if (!denied) tellPlaces(places, log);
  if (permissions.missing.length > 0) {
    log.warn(permissionsSentence(permissions));
    if (permissions.statements.length > 0) log.say(policyText(permissions.statements));
  }
  for (const { call, verdict } of answers) {
    if (verdict.kind === 'not-asked' && verdict.said !== undefined)
      log.warn(`Whether ${call} is allowed could not be asked: ${verdict.said}.`);
  }
}

function tellPlaces(places: readonly PlannedPlace[], log: Log): void {
  const count = (wanted: PlannedPlace['verdict']) =>
    places.filter(({ verdict }) => verdict === wanted).length;
  const [refused, notAsked] = [count('refused'), count('not-asked')];
  const failing = failsAt(places);
  if (failing === undefined && refused < places.length) {
    log.say(
      `EC2 would launch in ${count('would-launch')} of ${places.length} places; it refuses ${refused}, and was not asked about ${notAsked}.`,
    );
    return;
  }
  if (failing !== undefined && refused < places.length) {
    const { said = '', advice = '' } = failing;
    log.warn(`A launch would fail at ${placeName(failing)}: ${said}. ${advice}`.trim());
    return;
  }
  const why = places.map((place) => `${placeName(place)}: ${place.said ?? ''}`).join('; ');
  const advice = [...new Set(places.flatMap((place) => place.advice ?? []))].join(' ');
  log.warn(`EC2 would refuse to launch in ${allPlaces(places)} (${why}). ${advice}`.trim());
}

/** What would become of a group. */
export function tellRollout(rollout: PlannedRollout, { log }: ReadContext): void {
  for (const sentence of rolloutSentences(rollout)) log.say(sentence);
  log.say(NOT_ASKED_OF_AUTO_SCALING);
}
