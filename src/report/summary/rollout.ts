import type { RolloutFacts, RolloutResult } from '../../modes/result.js';
import { blocks, bold, code, joined, type Markdown, words } from '../markdown.js';
import type { Story } from '../story.js';
import { deprecationWarning } from './base.js';
import { linked } from './console-link.js';
import { refreshWords, versionWords, zonesPart } from './group.js';
import { imagePart } from './image.js';
import { lineage } from './lineage.js';
import { readyPart } from './ready.js';
import { userDataPart } from './user-data.js';
import { counted } from './words.js';

/** A roll-out that went well. */
export function rolloutPage(result: RolloutResult, story: Story): Markdown {
  const { rollout, region, base, amiId } = result;
  const { instances, refresh, before } = rollout;
  return blocks(
    headline(rollout),
    joined(
      [
        bold(counted(instances.length, 'instance')),
        code(region),
        linked('group', rollout.group, region),
        linked('image', amiId, region),
        versionWords(rollout, region),
        refresh && refreshWords(refresh, rollout.group, region),
      ],
      ' · ',
    ),
    deprecationWarning(base),
    refresh === undefined && before !== undefined ? unreplaced(rollout) : undefined,
    lineage(result, 'ready'),
    imagePart(result),
    zonesPart(instances, region),
    readyPart(result, story),
    userDataPart(result.userData),
  );
}

function headline({ action, group, version }: RolloutFacts): Markdown {
  switch (action) {
    case 'created':
      return words`## ✅ The group ${code(group)} is created, and all its instances are ready`;
    case 'rolled':
      return words`## ✅ The group ${code(group)} is rolled to version ${version}`;
    case 'changed':
      return words`## ✅ The group ${code(group)} is put right`;
    case 'unchanged':
      return words`## ✅ The group ${code(group)} is what it should be`;
  }
}

function unreplaced({ version, desired, instances }: RolloutFacts): Markdown {
  const has = desired === instances.length ? 'all' : `${instances.length} of`;
  return words`Nothing was replaced: version ${version} of the launch template says what is wanted, and ${has} ${counted(desired, 'instance')} are of it.`;
}
