import { Cancelled, type Failure } from '../../failure.js';
import { andMore, few } from '../../few.js';
import { InputError, problemSentence } from '../../inputs/problem.js';
import { LayerFailed } from '../../instances/layer-failed.js';
import { LayerFailure, type LayerProblem } from '../../layers/problem.js';
import { PermissionsMissing } from '../../modes/permissions.js';
import { PruneIncomplete } from '../../prune/incomplete.js';
import {
  alert,
  blocks,
  bold,
  bullets,
  code,
  details,
  fenced,
  type Markdown,
  words,
  prose,
} from '../markdown.js';
import { lineAtFault } from '../layer-line.js';
import type { Story } from '../story.js';
import { deprecationWarning } from './base.js';
import type { Fate } from './fate.js';
import { groupFate } from './group.js';
import { instancesPart } from './instances.js';
import { lineage } from './lineage.js';
import { permissionsPart } from './permissions.js';
import { passedOverPart } from './places.js';
import { pruneParts } from './prune.js';
import { readyPart } from './ready.js';
import { userDataPart } from './user-data.js';
import { counted } from './words.js';

/** What went wrong, in few words, by the failure's ID. */
const TITLES: Readonly<Record<string, string>> = {
  'bad-input': 'the inputs are not right',
  'layers-unreadable': 'the layers cannot be read',
  'layers-unfit': 'the layers do not fit',
  'user-data-too-big': 'the user data is too big',
  'no-capacity': 'EC2 has no capacity',
  'template-conflict': 'the launch template and the inputs do not go together',
  'too-many-tags': 'there are too many tags',
  'timed-out': 'not ready in time',
  'no-group': 'there is no such group',
  'group-exists': 'the group was made by another run',
  'group-has-launch-configuration': 'the group has a launch configuration',
  'group-has-types': 'the group and the inputs do not go together',
  'launches-fail': 'the group cannot launch instances',
  'refresh-ended': 'the roll-out did not get through',
  'slow-pattern': 'the expression for the console takes too long',
  'instance-ended': 'an instance ended by itself',
  'aws-permission': 'a permission is missing',
  'missing-permissions': 'permissions are missing',
  'prune-incomplete': 'not everything could be removed',
  'aws-account': 'the AWS account is not ready for it',
  'aws-credentials': 'AWS does not know who is calling',
  'aws-quota': 'the account may not have more',
  defect: 'a defect of ami-launch',
};

/** What failed, why, what to do, and all that was known until then. */
export function failurePage(failure: Failure, fate: Fate, story: Story): Markdown {
  const { known } = story;
  return blocks(
    headline(failure),
    reasons(failure),
    failure.advice === undefined ? undefined : words`${bold('What to do:')} ${prose(failure.advice)}`,
    failure instanceof PermissionsMissing ? permissionsPart(failure.permissions) : undefined,
    failure instanceof PruneIncomplete ? pruneParts(failure.result) : undefined,
    remains(fate),
    groupFate(known, fate),
    evidence(failure),
    failure.id === 'no-capacity' ? passedOverPart(known) : undefined,
    deprecationWarning(known.base),
    known.base && words`### From image to ${known.rollout === undefined ? 'instances' : 'group'}`,
    lineage(known, 'failed'),
    instancesPart(known, fate),
    readyPart(known, story),
    failure.id === 'no-capacity' ? undefined : passedOverPart(known),
    userDataPart(known.userData),
  );
}

function headline(failure: Failure): Markdown {
  if (failure instanceof Cancelled) return words`## 🛑 ami-launch was cancelled`;
  if (failure instanceof LayerFailed) {
    const { layer, exitCode } = failure;
    return words`## ❌ ami-launch failed: ${code(layer)} ended with exit code ${exitCode}`;
  }
  const title = TITLES[failure.id];
  return title === undefined ? words`## ❌ ami-launch failed` : words`## ❌ ami-launch failed: ${title}`;
}

/** The sentence, and below it what is in a list of its own. */
function reasons(failure: Failure): Markdown {
  if (failure instanceof LayerFailed) return alert('CAUTION', layerSentence(failure));
  if (failure instanceof LayerFailure) {
    return blocks(
      failure.summary === undefined ? undefined : alert('CAUTION', prose(failure.summary)),
      bullets(fewOf(failure.problems.map(layerProblem))),
    );
  }
  const [first = '', ...rest] = failure.message.split('\n');
  const sentence = alert('CAUTION', prose(first));
  if (failure instanceof InputError) return blocks(sentence, bullets(fewOf(inputProblems(failure))));
  // The places, and what was left, have a table of their own.
  if (failure.id === 'no-capacity' || failure instanceof PruneIncomplete) return sentence;
  return blocks(sentence, bullets(rest.map((line) => prose(line.replace(/^\s*-\s*/, '')))));
}

function fewOf(points: readonly Markdown[]): Markdown[] {
  return [...few(points), ...andMore(points).map(prose)];
}

function inputProblems({ problems, named }: InputError): Markdown[] {
  return [
    ...problems.map(
      (problem) =>
        words`${code(problem.input)} ${prose(problemSentence(problem).slice(problem.input.length + 1))}`,
    ),
    ...named.map(layerProblem),
  ];
}

function layerProblem({ layer, line, message }: LayerProblem): Markdown {
  return words`${code(line === undefined ? layer : `${layer}:${line}`)} ${prose(message)}`;
}

function layerSentence({ layer, exitCode, instanceId, evidence = '' }: LayerFailed): Markdown {
  const line = lineAtFault(evidence);
  const where = line === undefined ? words`` : words`, near its line ${line}`;
  return words`The layer ${code(layer)} failed on ${code(instanceId)} with exit code ${exitCode}${where}.`;
}

function evidence({ id, evidence: text }: Failure): Markdown | undefined {
  if (text === undefined) return undefined;
  return details(id === 'defect' ? 'What happened' : 'The end of the console', fenced(text), true);
}

function remains({ left, kept }: Fate): Markdown | undefined {
  return blocks(
    kept.length === 0
      ? undefined
      : alert(
          'WARNING',
          words`Kept for a look, as the inputs say: ${counted(kept.length, 'instance')}. They cost money until you end them.`,
        ),
    left.length === 0
      ? undefined
      : blocks(alert('WARNING', words`May still be there, and cost money:`), bullets(left.map(prose))),
  );
}
