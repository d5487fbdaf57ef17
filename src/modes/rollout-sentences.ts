import { joined } from '../rollout/differences.js';
import { seconds } from '../wait/poll.js';
import type { PlannedPreferences, PlannedRollout } from './planned-rollout.js';

/** What a plan of a roll-out cannot tell. Source: Auto Scaling API reference: none of its calls has `DryRun`. */
export const NOT_ASKED_OF_AUTO_SCALING =
  'Auto Scaling knows no dry run: whether it would take the instance refresh, and whether its calls are allowed, was not asked.';

/** What would become of the group, for the log and for the page. */
export function rolloutSentences(rollout: PlannedRollout): string[] {
  const { group, followed, before, migrated, running, changes } = rollout;
  return [
    whatOf(rollout),
    ...(migrated === undefined
      ? []
      : [`Its launch configuration ${migrated} would become a launch template before that.`]),
    ...(followed === undefined
      ? []
      : [
          `The group ${group} follows ${followed} of its launch template; it would be given version ${before ?? ''}, which that is now.`,
        ]),
    ...(changes.length === 0 ? [] : [`Of the group itself would be put right: ${joined(changes)}.`]),
    ...(running === undefined ? [] : [runningSentence(running)]),
    ...(rollout.action === 'roll' ? [preferencesSentence(rollout.preferences)] : []),
  ];
}

function whatOf({ group, action, before, version, desired, outdated }: PlannedRollout): string {
  switch (action) {
    case 'create':
      return `There is no group ${group}: it would be made, of ${desired}.`;
    case 'change':
    case 'unchanged':
      return `The group ${group} would not be rolled: version ${before ?? ''} of its launch template says what is wanted, and no instance is of another.`;
    case 'roll': {
      const to = version === undefined ? 'a new version' : `version ${version}`;
      const from = version === before || before === undefined ? '' : ` from version ${before}`;
      return `The group ${group} would be rolled${from} to ${to} of its launch template: of ${desired} instances ${outdated} would be replaced.`;
    }
  }
}

function runningSentence({ id, status, percent, would }: NonNullable<PlannedRollout['running']>): string {
  const becomes = {
    'be-taken-over': 'leads to the very same, and would be taken over',
    'be-waited-for': 'leads elsewhere: its end would be waited for',
    'be-cancelled': 'leads elsewhere, and would be cancelled',
  }[would];
  return `The instance refresh ${id}, on its way (${status}, ${percent} %), ${becomes}.`;
}

function preferencesSentence(preferences: PlannedPreferences): string {
  const { minHealthy, maxHealthy, warmup, checkpoints, checkpointDelay, bakeTime, alarms, autoRollback } =
    preferences;
  const stops =
    checkpoints.length === 0
      ? []
      : [
          `it stops at ${checkpoints.join(', ')} %${checkpointDelay === undefined ? '' : ` for ${time(checkpointDelay)}`}`,
        ];
  return [
    `Between ${minHealthy} and ${maxHealthy} % of the group are healthy meanwhile`,
    `a new instance warms up for ${time(warmup)}`,
    ...stops,
    ...(bakeTime === undefined ? [] : [`at the end it is looked on for ${time(bakeTime)}`]),
    ...(alarms.length === 0 ? [] : [`the alarms ${alarms.join(', ')} make it fail`]),
    autoRollback ? 'when it fails, the group goes back' : 'when it fails, the group stays as it then is',
  ]
    .join('; ')
    .concat('.');
}

function time(inSeconds: number): string {
  return seconds(inSeconds * 1000);
}
