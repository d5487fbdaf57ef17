import { randomBytes } from 'node:crypto';
import { APP_FILES } from '../../support/app.js';

/** The workspace of all jobs: an app, and layers to bake, one of which is too big for user data. */
export const FILES = {
  ...APP_FILES,
  'bake/one.sh': '#!/bin/sh\necho one\n',
  'bake/two.sh': '#!/bin/sh\necho two\n',
  'bake/big.sh': `#!/bin/sh\n# ${randomBytes(20_000).toString('hex')}\n`,
};
